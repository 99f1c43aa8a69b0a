import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CutTrajectoryError } from './cut-trajectories.ts';
import { difficultyGrouper } from './difficulty-grouper.ts';
import { trajectoriesOf } from './episodes.fixture.ts';

const labelsOf = (returns: number[], numGroups = 4) =>
  [...difficultyGrouper({ numGroups }).group(trajectoriesOf(returns.map((value) => ({ return: value })))).labels];

describe('difficultyGrouper', () => {
  // np.searchsorted(np.quantile(v, [i / k for i in range(1, k)]), v, side='left'), NumPy 2.4.6
  test.each([
    [[10, 20, 30, 40, 50, 60, 70, 80], 4, [0, 0, 1, 1, 2, 2, 3, 3]],
    [[9, 9, 9, 9, 200, 500, 11, 35, 9], 4, [0, 0, 0, 0, 3, 3, 2, 2, 0]],
    [[1, 1, 1, 2, 2, 2], 4, [0, 0, 0, 2, 2, 2]],
    [[3, 1, 2], 5, [4, 0, 2]],
    [[5.5, -2, 7.25, 7.25, 0, 100, 41.5, -30, 12, 8], 3, [0, 0, 1, 1, 0, 2, 2, 0, 2, 1]],
  ])('%j in %d groups as NumPy', (returns, numGroups, expected) => {
    expect(labelsOf(returns, numGroups)).toEqual(expected);
  });

  test('a higher return never has a lower label, and different returns fill groups evenly', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 6 }), (returns, k) => {
        const labels = labelsOf(returns, k);
        const order = [...returns.keys()].sort((a, b) => returns[a]! - returns[b]!);
        order.slice(1).forEach((trajectory, i) => expect(labels[trajectory]!).toBeGreaterThanOrEqual(labels[order[i]!]!));
        const sizes = Array.from({ length: k }, (_, g) => labels.filter((label) => label === g).length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(2);
      }),
    );
  });

  test('edges come from complete trajectories; a cut one counts its last value', () => {
    const complete = [10, 20, 30, 40].map((value) => ({ return: value }));
    const cut = [95, 395, 495, 1].map((lastValue) => ({ return: 5, isCut: true, lastValue }));
    const { labels, groups, diagnostics } = difficultyGrouper({ numGroups: 2 }).group(trajectoriesOf([...complete, ...cut]));
    expect([...labels]).toEqual([0, 0, 1, 1, 1, 1, 1, 0]);
    expect(groups.map(({ name, cutTrajectories }) => [name, cutTrajectories])).toEqual([['return ≤ 25', 1], ['return > 25', 3]]);
    expect(diagnostics).toEqual({ 'grpo/cut_share': 1 / 2, 'grpo/empty_groups': 0, 'grpo/missing_outcomes': 0 });
  });

  test('only cut trajectories: edges come from them', () => {
    const cut = [1, 2, 3, 4].map((value) => ({ return: 0, isCut: true, lastValue: value }));
    expect([...difficultyGrouper({ numGroups: 2 }).group(trajectoriesOf(cut)).labels]).toEqual([0, 0, 1, 1]);
  });

  test('within tasks, every task is divided by its own quantiles', () => {
    const specs = [1, 100, 2, 200, 3, 300, 4, 400].map((value) => ({ return: value, task: value >= 100 ? 1 : 0 }));
    const grouper = difficultyGrouper({ numGroups: 2, withinTasks: true });
    const { labels, groups } = grouper.group(trajectoriesOf(specs, 2));
    expect([...labels]).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
    expect(groups[1]!.name).toBe('return quantile 2 of 2');
  });

  test('completeOnly refuses cut trajectories with a typed error', () => {
    const group = () => difficultyGrouper({ completeOnly: true }).group(trajectoriesOf([{ return: 1 }, { isCut: true }]));
    expect(group).toThrow(CutTrajectoryError);
    expect(group).toThrow('invalid trajectory: 1 is cut by the end of the rollout; expected complete ones only');
  });

  test('one trajectory, none, equal returns, NaN returns', () => {
    expect(labelsOf([7])).toEqual([0]);
    expect(labelsOf([])).toEqual([]);
    expect(labelsOf([5, 5, 5, 5, 5])).toEqual([0, 0, 0, 0, 0]);
    expect(labelsOf([NaN, NaN])).toEqual([0, 0]);
    const { labels, diagnostics } = difficultyGrouper({ numGroups: 2 }).group(trajectoriesOf([{ return: NaN }, { return: 1 }, { return: 2 }]));
    expect([...labels]).toEqual([0, 0, 1]);
    expect(diagnostics['grpo/missing_outcomes']).toBe(1);
    expect(() => difficultyGrouper({ numGroups: 0 })).toThrow('invalid numGroups: 0; expected a positive integer');
  });
});
