import { expect, test } from '@jest/globals';
import { groupWeightShares } from './group-weights.ts';
import type { GroupRecord } from './records.ts';

const summary = { mean: 0, std: 1, quantiles: [-2, -1, 0, 1, 2] as const };
const record = (step: number, weights: Record<number, number>, strategy = 'task'): GroupRecord => ({
  type: 'group',
  step,
  strategy,
  groups: Object.entries(weights).map(([label, weight]) => ({
    label: Number(label),
    name: `group ${label} at ${step}`,
    trajectories: 1,
    steps: weight > 0 ? 30 - 10 * Number(label) : 0,
    weight: Math.abs(weight),
    returnMean: null,
    advantageBefore: summary,
    advantageAfter: summary,
  })),
  diagnostics: {},
});

test('weights become shares, groups without steps have none', () => {
  const shares = groupWeightShares([record(10, { 0: 1, 2: 3 }), record(20, { 0: 5, 1: -7 }), record(30, { 1: 2, 2: 2 })]);
  expect(shares).toEqual({
    strategy: 'task',
    groups: [
      { label: 0, name: 'group 0 at 20' },
      { label: 1, name: 'group 1 at 30' },
      { label: 2, name: 'group 2 at 30' },
    ],
    steps: [10, 20, 30],
    shares: [
      [0.25, 1, 0],
      [0, 0, 0.5],
      [0.75, 0, 0.5],
    ],
    stepShares: [
      [0.75, 1, 0],
      [0, 0, 2 / 3],
      [0.25, 0, 1 / 3],
    ],
  });
});

test('many records are averaged over neighbours, none left out', () => {
  const records = Array.from({ length: 1000 }, (_, i) => record(i + 1, { 0: 1 + (i % 3), 1: 2 }));
  const { steps, shares } = groupWeightShares(records, { points: 7 });
  expect(steps).toHaveLength(7);
  expect(steps.at(-1)).toBe(1000);
  shares[0]!.forEach((share, point) => expect(share + shares[1]![point]!).toBeCloseTo(1, 12));
  const counts = steps.map((step, point) => step - (steps[point - 1] ?? 0));
  const overall = shares[0]!.reduce((sum, share, point) => sum + share * counts[point]!, 0) / 1000;
  const expected = records.reduce((sum, { groups }) => sum + groups[0]!.weight / (groups[0]!.weight + 2), 0) / 1000;
  expect(overall).toBeCloseTo(expected, 12);
});

test('no record, or two strategies, are refused', () => {
  expect(() => groupWeightShares([])).toThrow('invalid records: strategies none; expected one');
  expect(() => groupWeightShares([record(1, { 0: 1 }), record(2, { 0: 1 }, 'auto')])).toThrow('invalid records: strategies task, auto; expected one');
});
