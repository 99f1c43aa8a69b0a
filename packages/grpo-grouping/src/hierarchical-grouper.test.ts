import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { autoGrouper } from './auto-grouper.ts';
import { difficultyGrouper } from './difficulty-grouper.ts';
import { trajectoriesOf } from './episodes.fixture.ts';
import { hierarchicalGrouper } from './hierarchical-grouper.ts';
import { lengthGrouper } from './length-grouper.ts';
import { startStateGrouper } from './start-state-grouper.ts';
import { taskGrouper } from './task-grouper.ts';

const spec = fc.record({ return: fc.integer({ min: 0, max: 50 }), length: fc.integer({ min: 1, max: 6 }), task: fc.integer({ min: 0, max: 2 }), isCut: fc.boolean() });
const rollouts = fc.array(fc.array(spec, { maxLength: 20 }), { minLength: 1, maxLength: 4 });
const byTaskAndReturn = () => hierarchicalGrouper({ outer: taskGrouper(), inner: () => difficultyGrouper({ numGroups: 2 }) });

describe('hierarchicalGrouper', () => {
  test('hand case: tasks, then halves of return', () => {
    const specs = [1, 100, 2, 200, 3, 300].map((value) => ({ return: value, task: value >= 100 ? 1 : 0 }));
    const { labels, groups, levels, numGroups } = byTaskAndReturn().group(trajectoriesOf(specs, 3));
    expect([...labels]).toEqual([0, 2, 0, 2, 1, 3]);
    expect(numGroups).toBe(6);
    expect(groups.map(({ name }) => name).slice(0, 4)).toEqual(['task 0 / return ≤ 2', 'task 0 / return > 2', 'task 1 / return ≤ 200', 'task 1 / return > 200']);
    expect(levels).toEqual([{ name: 'task', numGroups: 3, groupOfLabel: Int32Array.of(0, 0, 1, 1, 2, 2) }]);
  });

  test('leaves divide the outer groups, and inside each are what the inner grouper makes of it alone', () => {
    fc.assert(
      fc.property(rollouts, (batches) => {
        const inner = (label: number) => autoGrouper({ numGroups: 2, seed: label });
        const grouper = hierarchicalGrouper({ outer: taskGrouper(), inner });
        const alone = [0, 1, 2].map(inner);
        for (const specs of batches) {
          const trajectories = trajectoriesOf(specs, 3);
          const { labels, levels } = grouper.group(trajectories);
          const outer = taskGrouper().group(trajectories).labels;
          labels.forEach((leaf, k) => expect(levels![0]!.groupOfLabel[leaf]).toBe(outer[k]));
          if (specs.length === 0) continue;
          alone.forEach((own, task) => {
            const members = trajectories.filter((trajectory) => trajectory.task === task);
            const expected = own.group(members).labels;
            expect([...labels].filter((_, k) => outer[k] === task).map((leaf) => leaf - 2 * task)).toEqual([...expected]);
          });
        }
      }),
      { numRuns: 60 },
    );
  });

  test('a hierarchical outer grouper makes a deeper tree', () => {
    const specs = [0, 1, 2, 3].flatMap((value) => [1, 5].map((length) => ({ return: value, task: value % 2, length })));
    const tree = hierarchicalGrouper({ outer: byTaskAndReturn(), inner: () => lengthGrouper({ edges: [3] }) });
    const trajectories = trajectoriesOf(specs, 2);
    const { labels, levels, numGroups } = tree.group(trajectories);
    expect(numGroups).toBe(8);
    expect(levels!.map(({ name, numGroups: size }) => [name, size])).toEqual([['task', 2], ['hierarchical', 4]]);
    labels.forEach((leaf, k) => {
      expect(levels![0]!.groupOfLabel[leaf]).toBe(trajectories[k]!.task);
      expect(levels![1]!.groupOfLabel[leaf]).toBe(Math.floor(leaf / 2));
      expect(leaf % 2).toBe(Number(trajectories[k]!.length > 3));
    });
    const wrong = hierarchicalGrouper({ outer: taskGrouper(), inner: byTaskAndReturn });
    expect(() => wrong.group(trajectories)).toThrow('invalid inner grouper: hierarchical makes a tree; expected it as the outer one');
  });

  test('labels are stable, and groups outcome-based, as the parts are', () => {
    expect(byTaskAndReturn()).toMatchObject({ hasStableLabels: true, isOutcomeBased: true });
    expect(hierarchicalGrouper({ outer: taskGrouper(), inner: () => startStateGrouper() })).toMatchObject({ hasStableLabels: false, isOutcomeBased: false });
  });

  test('an inner grouper whose number of groups depends on the trajectories', () => {
    const grouper = hierarchicalGrouper({ outer: difficultyGrouper({ numGroups: 3 }), inner: () => taskGrouper() });
    const { labels, groups } = grouper.group(trajectoriesOf([{ return: 5, task: 1 }, { return: 5 }], 2));
    expect([...labels]).toEqual([1, 0]);
    expect(groups).toHaveLength(6);
    expect(grouper.group([]).labels).toHaveLength(0);
  });

  test('diagnostics: the outer ones, and means of the inner ones', () => {
    const specs = [{ return: NaN }, { return: 1 }, { return: 2, task: 1, isCut: true }];
    expect(byTaskAndReturn().group(trajectoriesOf(specs, 3)).diagnostics).toEqual({
      'grpo/cut_share': 1 / 3, 'grpo/empty_groups': 4, 'grpo/inner_missing_outcomes': 1 / 2,
    });
  });

  test('state saved in the middle goes on equal to the uninterrupted run', () => {
    fc.assert(
      fc.property(rollouts, (batches) => {
        const make = () => hierarchicalGrouper({ outer: autoGrouper({ numGroups: 2 }), inner: (label) => autoGrouper({ numGroups: 2, seed: label }) });
        const straight = make();
        let resumed = make();
        for (const specs of batches) {
          expect(resumed.group(trajectoriesOf(specs, 3))).toEqual(straight.group(trajectoriesOf(specs, 3)));
          const saved = JSON.stringify(resumed.getState!());
          resumed = make();
          resumed.setState!(JSON.parse(saved));
        }
      }),
      { numRuns: 30 },
    );
  });
});
