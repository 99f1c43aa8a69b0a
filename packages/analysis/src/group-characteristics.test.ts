import { expect, test } from '@jest/globals';
import { groupCharacteristics } from './group-characteristics.ts';
import type { GroupRecordEntry } from './records.ts';
import { snapshot } from './snapshot.fixture.ts';

test('a snapshot gives means over the trajectories of each group, over present features alone', () => {
  const { names, groups } = groupCharacteristics(snapshot);
  expect(names).toEqual(['mean return', 'mean length', 'share terminated', 'weight', 'episodeReturn', 'meanValue']);
  expect(groups).toEqual([
    { name: 'light', values: [3, 3, 0, 0.6, 3, 0.5] },
    { name: 'heavy', values: [20.5, 1, 0.5, 0.4, 20.5, 2] },
  ]);
});

test('a feature that no trajectory has, and a group without trajectories', () => {
  const trajectories = snapshot.trajectories.slice(0, 2);
  const [light, heavy] = groupCharacteristics({ ...snapshot, trajectories }).groups;
  expect([light!.values.at(-1), heavy!.values.at(-1)]).toEqual([0.5, null]);
  expect(groupCharacteristics({ ...snapshot, trajectories: trajectories.slice(0, 1) }).groups.map(({ name }) => name)).toEqual(['light']);
});

test('large values do not overflow their mean', () => {
  const trajectories = snapshot.trajectories.map((trajectory) => ({ ...trajectory, return: 1.5e308 }));
  expect(groupCharacteristics({ ...snapshot, trajectories }).groups[1]!.values[0]).toBeCloseTo(1.5e308, -300);
});

test('a group record gives what it says of groups with steps', () => {
  const summary = (mean: number, std: number) => ({ mean, std, quantiles: [0, 0, 0, 0, 0] as const });
  const group = (name: string, steps: number, returnMean: number | null): GroupRecordEntry => ({
    label: 0, name, trajectories: 4, steps, weight: 0.25, returnMean, advantageBefore: summary(-3, 2), advantageAfter: summary(0, 1),
  });
  expect(groupCharacteristics({ type: 'group', groups: [group('a', 10, 7), group('b', 0, null), group('c', 2, null)] })).toEqual({
    names: ['mean return', 'steps per trajectory', 'weight', 'mean advantage', 'std of advantages'],
    groups: [
      { name: 'a', values: [7, 2.5, 0.25, -3, 2] },
      { name: 'c', values: [null, 0.5, 0.25, -3, 2] },
    ],
  });
});
