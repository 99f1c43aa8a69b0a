import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { difficultyGrouper } from './difficulty-grouper.ts';
import { trajectoriesOf } from './episodes.fixture.ts';
import type { EpisodeSpec } from './episodes.fixture.ts';
import { lengthGrouper } from './length-grouper.ts';

const of = (...returns: number[]) => trajectoriesOf(returns.map((value) => ({ return: value })));
const spec: fc.Arbitrary<EpisodeSpec> = fc.record({
  return: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.constant(NaN)),
  length: fc.integer({ min: 1, max: 6 }),
  task: fc.integer({ min: 0, max: 1 }),
  isCut: fc.boolean(),
});
const rollouts = fc.array(fc.array(spec, { maxLength: 12 }), { minLength: 1, maxLength: 4 });

describe('window', () => {
  test('edges are those of the last complete trajectories, also of earlier rollouts', () => {
    fc.assert(
      fc.property(rollouts, fc.integer({ min: 1, max: 20 }), (batches, window) => {
        const grouper = difficultyGrouper({ numGroups: 3, window });
        const seen: EpisodeSpec[] = [];
        for (const specs of batches) {
          seen.push(...specs.filter((episode) => !episode.isCut && Number.isFinite(episode.return)));
          const { labels, groups } = grouper.group(trajectoriesOf(specs, 2));
          if (seen.length === 0) continue;
          const last = seen.slice(-window);
          // The same as one rollout of these and the present ones, the latter cut so that they make no edge.
          const present = specs.map((episode) => ({ ...episode, isCut: true }));
          const together = difficultyGrouper({ numGroups: 3 }).group(trajectoriesOf([...last, ...present], 2));
          expect([...labels]).toEqual([...together.labels.subarray(last.length)]);
          expect(groups.map(({ name }) => name)).toEqual(together.groups.map(({ name }) => name));
        }
      }),
    );
  });

  test('inside tasks, those of the task', () => {
    const grouper = difficultyGrouper({ numGroups: 2, withinTasks: true, window: 100 });
    const episode = (task: number, value: number): EpisodeSpec => ({ task, return: value * 100 ** task });
    grouper.group(trajectoriesOf([0, 1, 2, 3].flatMap((value) => [episode(0, value), episode(1, value)]), 2));
    expect([...grouper.group(trajectoriesOf([episode(0, 3), episode(1, 0)], 2)).labels]).toEqual([1, 0]);
  });

  test('lengths too; without a complete trajectory so far, the cut ones make the edges', () => {
    const grouper = lengthGrouper({ numGroups: 2, window: 4 });
    const group = (isCut: boolean, ...lengths: number[]) => [...grouper.group(trajectoriesOf(lengths.map((length) => ({ length, isCut })))).labels];
    expect(group(true, 1, 2)).toEqual([0, 1]);
    expect(group(false, 10, 20, 30, 40)).toEqual([0, 0, 1, 1]);
    expect(group(true, 1, 2)).toEqual([0, 0]);
    expect(group(false, 24, 26)).toEqual([0, 0]); // edges from 30, 40, 24, 26
  });

  test('state saved in the middle goes on equal to the uninterrupted run; without a window there is none', () => {
    for (const make of [() => difficultyGrouper({ window: 10 }), () => difficultyGrouper({ window: 10, withinTasks: true }), () => lengthGrouper({ window: 10 })]) {
      fc.assert(
        fc.property(rollouts, (batches) => {
          const straight = make();
          let resumed = make();
          for (const specs of batches) {
            expect(resumed.group(trajectoriesOf(specs, 2))).toEqual(straight.group(trajectoriesOf(specs, 2)));
            const saved = JSON.stringify(resumed.getState!());
            resumed = make();
            resumed.setState!(JSON.parse(saved));
          }
        }),
        { numRuns: 40 },
      );
    }
    expect(difficultyGrouper().getState).toBeUndefined();
  });

  test('refuses a window that is no positive integer, and one beside given edges', () => {
    expect(() => difficultyGrouper({ window: 0 })).toThrow('invalid window: 0; expected a positive integer');
    expect(() => lengthGrouper({ window: 5, edges: [3] })).toThrow('invalid window: 5; expected none beside edges');
    expect([...difficultyGrouper({ window: 3 }).group(of()).labels]).toEqual([]);
  });
});
