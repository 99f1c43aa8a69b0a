import { describe, expect, test } from '@jest/globals';
import { trajectoriesOf } from './episodes.fixture.ts';
import { startStateGrouper } from './start-state-grouper.ts';

describe('startStateGrouper', () => {
  test('episodes that share a start share a group', () => {
    const startIds = [40, 7, 40, 8, 7];
    const { labels, groups, numGroups } = startStateGrouper().group(trajectoriesOf(startIds.map((startId) => ({ startId }))));
    expect([...labels]).toEqual([0, 1, 0, 2, 1]);
    expect(numGroups).toBe(3);
    expect(groups.map(({ name, trajectories }) => [name, trajectories])).toEqual([['start 40', 2], ['start 7', 2], ['start 8', 1]]);
    expect(startStateGrouper()).toMatchObject({ hasStableLabels: false, isOutcomeBased: false });
  });

  test('no trajectory; a start that is not known', () => {
    expect(startStateGrouper().group([])).toMatchObject({ labels: new Int32Array(0), numGroups: 1 });
    for (const specs of [[{ startId: 1 }, {}], [{ startId: 1 }, { startId: -1 }]]) {
      expect(() => startStateGrouper().group(trajectoriesOf(specs))).toThrow('invalid startId of trajectory 1: -1; expected the identity of its start');
    }
    expect(() => startStateGrouper({ completeOnly: true }).group(trajectoriesOf([{ startId: 1, isCut: true }]))).toThrow('invalid trajectory: 0 is cut');
  });
});
