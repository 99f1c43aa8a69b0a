import { describe, expect, test } from '@jest/globals';
import { groupWeightShares } from './group-weights.ts';
import type { GroupRecord } from './records.ts';
import { createRunMonitor, fillShares } from './run-monitor.ts';
import { createColumnValues, fillColumns } from './step-columns.ts';

const summary = { mean: 0, std: 1, quantiles: [-2, -1, 0, 1, 2] as const };
const record = (step: number, groups: readonly { label: number; weight: number; steps?: number; returnMean?: number | null }[]): GroupRecord => ({
  type: 'group',
  step,
  strategy: 'task',
  diagnostics: {},
  groups: groups.map(({ label, weight, steps = 10, returnMean = null }) => ({ label, name: `group ${label}`, trajectories: 1, steps, weight, returnMean, advantageBefore: summary, advantageAfter: summary })),
});
const sharesOf = (monitors: readonly ReturnType<typeof createRunMonitor>[], label: number, maxStep: number, numColumns: number): number[] => {
  const into = new Float64Array(numColumns);
  fillShares(into, monitors.map(({ groupShares }) => groupShares), String(label), { maxStep, numColumns });
  return [...into];
};

describe('createRunMonitor', () => {
  test('shares are those of groupWeightShares, also where groups come and go', () => {
    const records = Array.from({ length: 60 }, (_, i) =>
      record(100 * (i + 1), [
        { label: 0, weight: 1 + (i % 3) },
        { label: 1, weight: 2, steps: i % 4 === 0 ? 0 : 5 },
        ...(i > 30 ? [{ label: 7, weight: 3 }] : []),
      ]),
    );
    const monitor = createRunMonitor();
    records.forEach((one) => monitor.add(one));
    const { shares, groups } = groupWeightShares(records, { points: 12 });
    groups.forEach(({ label, name }, i) => {
      expect(monitor.groupNames.get(label)).toBe(name);
      sharesOf([monitor], label, 6000, 12).forEach((share, point) => expect(share).toBeCloseTo(shares[i]![point]!, 12));
    });
  });

  test('over runs the mean share of those that have updates', () => {
    const monitors = [1, 3].map((weight) => {
      const monitor = createRunMonitor();
      monitor.add(record(10, [{ label: 0, weight }, { label: 1, weight: 1 }]));
      return monitor;
    });
    monitors[0]!.add(record(20, [{ label: 1, weight: 1 }]));
    expect(sharesOf(monitors, 0, 30, 3)).toEqual([(0.5 + 0.75) / 2, 0, NaN]);
  });

  test('returns are of groups and tasks, as scores where there are references', () => {
    const monitor = createRunMonitor({ references: { 'group 0': { randomReturn: 100, expertReturn: 300 }, light: { randomReturn: 0, expertReturn: 10 } } });
    monitor.add(record(10, [{ label: 0, weight: 1, returnMean: 200 }, { label: 1, weight: 1, returnMean: 50 }]));
    monitor.add(record(20, [{ label: 0, weight: 1, returnMean: null }, { label: 1, weight: 1, returnMean: 70 }]));
    for (const [task, value] of [['light', 5], ['heavy', 5]] as const) {
      monitor.add({ type: 'episode', step: 20, env: 0, task, return: value, length: 1, terminated: true, truncated: false });
    }
    const means = (bins: typeof monitor.groupReturns, name: string): number[] => {
      const values = createColumnValues(2);
      fillColumns(values, [bins], name, { maxStep: 20, numColumns: 2 });
      return [...values.mean];
    };
    expect(means(monitor.groupReturns, '0')).toEqual([0.5, NaN]);
    expect(means(monitor.groupReturns, '1')).toEqual([50, 70]);
    expect(means(monitor.taskReturns, 'light')).toEqual([NaN, 0.5]);
    expect(means(monitor.taskReturns, 'heavy')).toEqual([NaN, 5]);
  });
});
