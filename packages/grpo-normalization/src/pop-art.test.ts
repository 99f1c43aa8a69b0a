import { describe, expect, test } from '@jest/globals';
import { popArt } from './pop-art.ts';

const update = (normalizer: ReturnType<typeof popArt>, targets: readonly number[], tasks: readonly number[]): void => {
  normalizer.update(Float32Array.from(targets), Int32Array.from(tasks));
};

describe('popArt', () => {
  test('starts with the moments of the first targets of each task', () => {
    const normalizer = popArt({ numTasks: 3 });
    update(normalizer, [1, 100, 3, 300], [0, 1, 0, 1]);
    expect(Array.from(normalizer.means)).toEqual([expect.closeTo(2, 12), expect.closeTo(200, 10), 0]);
    expect(Array.from(normalizer.stds)).toEqual([expect.closeTo(1, 12), expect.closeTo(100, 10), 1]);
  });

  test('single targets follow the exponential moving averages', () => {
    const beta = 0.1;
    const normalizer = popArt({ numTasks: 1, beta });
    const targets = Array.from({ length: 50 }, (_, i) => Math.fround(5 + 3 * Math.sin(i)));
    let mean = 0;
    let second = 0;
    targets.forEach((target, i) => {
      update(normalizer, [target], [0]);
      mean = (1 - beta) * mean + beta * target;
      second = (1 - beta) * second + beta * target ** 2;
      const weight = 1 - (1 - beta) ** (i + 1);
      expect(normalizer.means[0]).toBeCloseTo(mean / weight, 10);
      expect(normalizer.stds[0]).toBeCloseTo(Math.max(1e-4, Math.sqrt(Math.max(0, second / weight - (mean / weight) ** 2))), 6);
    });
  });

  test('n equal targets at once are n single ones', () => {
    const [atOnce, single] = [popArt({ numTasks: 1, beta: 0.05 }), popArt({ numTasks: 1, beta: 0.05 })];
    update(atOnce, [1, 2], [0, 0]);
    update(single, [1, 2], [0, 0]);
    update(atOnce, [7, 7, 7, 7], [0, 0, 0, 0]);
    for (let i = 0; i < 4; i++) update(single, [7], [0]);
    expect(atOnce.means[0]).toBeCloseTo(single.means[0]!, 10);
    expect(atOnce.stds[0]).toBeCloseTo(single.stds[0]!, 10);
  });

  test('holds deviations within their bounds', () => {
    const normalizer = popArt({ numTasks: 2, minStd: 0.5, maxStd: 10 });
    update(normalizer, [3, 3, 0, 1000], [0, 0, 1, 1]);
    expect(Array.from(normalizer.stds)).toEqual([0.5, 10]);
  });

  test('goes on from its state', () => {
    const [one, other] = [popArt({ numTasks: 2 }), popArt({ numTasks: 2 })];
    update(one, [1, 2, 3], [0, 0, 0]);
    other.setState!(JSON.parse(JSON.stringify(one.getState!())) as null);
    for (const normalizer of [one, other]) update(normalizer, [4, 50, 60], [0, 1, 1]);
    expect(other.means).toEqual(one.means);
    expect(other.stds).toEqual(one.stds);
    expect(() => popArt({ numTasks: 3 }).setState!(one.getState!())).toThrow('invalid popArt state: 2 tasks; expected 3');
  });

  test('refuses nonsense', () => {
    expect(() => popArt({ numTasks: 0 })).toThrow('invalid numTasks: 0');
    expect(() => popArt({ numTasks: 1, beta: 0 })).toThrow('invalid beta: 0');
    expect(() => popArt({ numTasks: 1, minStd: 2, maxStd: 1 })).toThrow('invalid minStd: 2');
    expect(() => {
      update(popArt({ numTasks: 1 }), [1], [1]);
    }).toThrow('invalid task: 1; expected 0 to 0');
  });
});
