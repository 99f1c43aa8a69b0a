import { describe, expect, test } from '@jest/globals';
import { trajectoriesOf } from './episodes.fixture.ts';
import { taskGrouper } from './task-grouper.ts';

describe('taskGrouper', () => {
  test('labels are task ids; tasks without a trajectory are empty groups', () => {
    const trajectories = trajectoriesOf([{ task: 2, length: 3 }, { task: 0 }, { task: 2, length: 4, isCut: true }], 4);
    const { labels, groups, numGroups, diagnostics } = taskGrouper().group(trajectories);
    expect([...labels]).toEqual([2, 0, 2]);
    expect(numGroups).toBe(4);
    expect(groups[2]).toEqual({ label: 2, name: 'task 2', trajectories: 2, steps: 7, cutTrajectories: 1 });
    expect(groups[1]).toEqual({ label: 1, name: 'task 1', trajectories: 0, steps: 0, cutTrajectories: 0 });
    expect(diagnostics).toEqual({ 'grpo/cut_share': 1 / 3, 'grpo/empty_groups': 2 });
  });

  test('no trajectory; a task that the rollout does not know', () => {
    expect(taskGrouper().group([])).toMatchObject({ labels: new Int32Array(0), numGroups: 1, diagnostics: { 'grpo/cut_share': 0 } });
    expect(() => taskGrouper().group(trajectoriesOf([{ task: 3 }], 2))).toThrow('invalid task of trajectory 0: 3; expected 0 to 1');
  });
});
