import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { stratifiedBootstrap } from './bootstrap.ts';
import { giniCoefficient, groupFairness, jainIndex, maxMinGap, minimumOfMeans, worstTaskScore } from './group-fairness.ts';
import { curvesOf } from './score-curves.fixture.ts';

const all = { worstTaskScore, minimumOfMeans, jainIndex, giniCoefficient, maxMinGap };
const score = (min: number) => fc.integer({ min: 1000 * min, max: 5000 }).map((value) => value / 1000);
const row = (tasks: number, min = -1) => fc.array(score(min), { minLength: tasks, maxLength: tasks });
const matrix = (min?: number) => fc.integer({ min: 1, max: 6 }).chain((tasks) => fc.array(row(tasks, min), { minLength: 1, maxLength: 6 }));

describe('by hand', () => {
  // run 0 fails on the second task, run 1 on the first
  const scores = [[1, 0.2], [0, 0.6]];

  test('the mean of the minima is not the minimum of the means', () => {
    expect(worstTaskScore(scores)).toBeCloseTo((0.2 + 0) / 2, 14);
    expect(minimumOfMeans(scores)).toBeCloseTo(0.4, 14);
    expect(maxMinGap(scores)).toBeCloseTo((0.8 + 0.6) / 2, 14);
  });

  test('Jain’s index and Gini, scores below 0 counted as 0', () => {
    expect(jainIndex([1, 0.2])).toBeCloseTo(1.44 / (2 * 1.04), 14);
    expect(giniCoefficient([1, 0.2])).toBeCloseTo(0.8 / (2 * 1.2), 14);
    expect(giniCoefficient([1, 2, 3, 4])).toBeCloseTo(0.25, 14);
    expect(jainIndex([-3, 0.5])).toBe(0.5);
    expect(giniCoefficient([-3, 0.5])).toBe(0.5);
    expect(jainIndex([-1, -2])).toBe(1);
    expect(giniCoefficient([-1, -2])).toBe(0);
    expect(jainIndex(scores)).toBeCloseTo((1.44 / 2.08 + 0.5) / 2, 14);
  });
});

test('k of n tasks that share everything: Jain k/n, Gini 1 − k/n', () => {
  for (let n = 1; n <= 6; n++) {
    for (let k = 1; k <= n; k++) {
      const scores = Array.from({ length: n }, (_, task) => (task < k ? 0.7 : 0));
      expect(jainIndex(scores)).toBeCloseTo(k / n, 12);
      expect(giniCoefficient(scores)).toBeCloseTo(1 - k / n, 12);
    }
  }
});

test('bounds, order of tasks and of runs, and scale', () => {
  fc.assert(
    fc.property(matrix(), fc.double({ min: 0.1, max: 10, noNaN: true }), (scores, factor) => {
      const n = scores[0]!.length;
      expect(worstTaskScore(scores)).toBeLessThanOrEqual(minimumOfMeans(scores) + 1e-12);
      expect(jainIndex(scores)).toBeGreaterThanOrEqual(1 / n - 1e-9);
      expect(jainIndex(scores)).toBeLessThanOrEqual(1 + 1e-9);
      expect(giniCoefficient(scores)).toBeGreaterThanOrEqual(0);
      expect(giniCoefficient(scores)).toBeLessThanOrEqual(1 - 1 / n + 1e-9);
      const turned = scores.map((run) => [...run].reverse()).reverse();
      const scaled = scores.map((run) => run.map((score) => factor * score));
      for (const measure of Object.values(all)) expect(measure(turned)).toBeCloseTo(measure(scores), 10);
      for (const measure of [worstTaskScore, minimumOfMeans, maxMinGap]) expect(measure(scaled)).toBeCloseTo(factor * measure(scores), 8);
      for (const measure of [jainIndex, giniCoefficient]) expect(measure(scaled)).toBeCloseTo(measure(scores), 6);
    }),
  );
});

test('taking from the poorer to give to the richer is never fairer', () => {
  fc.assert(
    fc.property(row(4, 0.1), fc.double({ min: 0, max: 0.1, noNaN: true }), (scores, amount) => {
      const [poorest, ...others] = [...scores].sort((a, b) => a - b);
      const worse = [poorest! - amount, ...others.slice(0, -1), others.at(-1)! + amount];
      expect(jainIndex(worse)).toBeLessThanOrEqual(jainIndex(scores) + 1e-9);
      expect(giniCoefficient(worse)).toBeGreaterThanOrEqual(giniCoefficient(scores) - 1e-9);
    }),
  );
});

describe('groupFairness', () => {
  const curves = curvesOf([
    [[0, 0.9], [0.2, 0.3]],
    [[0.1, 0.8], [0, 0.7]],
    [[0.3, 0.5], [0.1, 0.6]],
  ]);
  const finals = [[0.9, 0.2], [0.8, 0.8], [0.4, 0.6]];

  test.each(['stratified', 'runs'] as const)('%s: each measure at the end and in each bin has the bootstrap’s interval', (resampling) => {
    const options = { resampling, resamples: 200, seed: 2 };
    const { final, overTraining } = groupFairness(curves, finals, options);
    for (const name of Object.keys(all) as (keyof typeof all)[]) {
      expect(final[name]).toEqual(stratifiedBootstrap(finals, all[name], options));
      expect(overTraining[name].steps).toEqual([100, 200]);
      for (const bin of [0, 1]) {
        const { estimate, lower, upper } = stratifiedBootstrap(curves.scores.map((run) => run.map((values) => values[bin]!)), all[name], options);
        expect([overTraining[name].estimate[bin], overTraining[name].lower[bin], overTraining[name].upper[bin]]).toEqual([estimate, lower, upper]);
      }
    }
  });
});
