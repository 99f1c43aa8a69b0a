import { describe, expect, test } from '@jest/globals';
import { mean } from './aggregate-scores.ts';
import { stratifiedBootstrap } from './bootstrap.ts';
import { learningCurves } from './learning-curves.ts';
import type { ReturnRow } from './return-table.ts';

const row = (seed: number, step: number, value: number, { task = 'a', algorithm = 'ppo' } = {}): ReturnRow => ({ algorithm, task, seed, step, return: value });

describe('binning', () => {
  test('bin means, right edges inside, empty bins carry the value before', () => {
    const table = [row(0, 10, 1), row(0, 25, 3), row(0, 1, 5), row(0, 26, 8), row(0, 100, 2)];
    const [curve] = learningCurves(table, { bins: 4 });
    expect(curve!.steps).toEqual([25, 50, 75, 100]);
    expect(curve!.runs).toEqual([[3, 8, 8, 2]]);
    expect(curve!.estimate).toEqual([3, 8, 8, 2]);
    expect(curve!.lower).toEqual([NaN, NaN, NaN, NaN]);
  });

  test('no value before a run’s first episode, none after its last on any task', () => {
    const table = [
      row(0, 30, 4),
      row(1, 10, 6),
      row(1, 60, 7, { task: 'b' }),
      row(0, 100, 8),
    ];
    const [curve] = learningCurves(table, { bins: 4 });
    expect(curve!.seeds).toEqual([0, 1]);
    expect(curve!.runs).toEqual([
      [NaN, 4, 4, 8],
      [6, 6, 6, NaN],
    ]);
    expect(curve!.estimate).toEqual([NaN, 5, 5, NaN]);
    expect(curve!.lower).toEqual([NaN, 4, 4, NaN]);
    expect(curve!.upper).toEqual([NaN, 6, 6, NaN]);
  });

  test('every row counts once, whatever the number of bins', () => {
    const table = Array.from({ length: 997 }, (_, i) => row(0, i + 1, (i * 37) % 101));
    for (const bins of [1, 3, 7, 50, 997]) {
      const { runs } = learningCurves(table, { bins })[0]!;
      const counts = runs[0]!.map((_, bin) => table.filter(({ step }) => step > (bin * 997) / bins && step <= ((bin + 1) * 997) / bins).length);
      const total = runs[0]!.reduce((sum, value, bin) => sum + value * counts[bin]!, 0);
      expect(total).toBeCloseTo(table.reduce((sum, entry) => sum + entry.return, 0), 6);
    }
  });
});

test('one curve per algorithm × task in order of appearance, on one grid', () => {
  const table = [row(0, 50, 1, { algorithm: 'z' }), row(0, 80, 1, { task: 'b' }), row(0, 20, 1), row(4, 20, 1, { algorithm: 'z' })];
  const curves = learningCurves(table, { bins: 2 });
  expect(curves.map(({ algorithm, task }) => [algorithm, task])).toEqual([
    ['z', 'a'],
    ['ppo', 'b'],
    ['ppo', 'a'],
  ]);
  expect(curves.map(({ steps }) => steps)).toEqual([[40, 80], [40, 80], [40, 80]]);
  expect(learningCurves([])).toEqual([]);
});

test('the order of rows inside a run is of no consequence', () => {
  const table = [0, 1, 2].flatMap((seed) => Array.from({ length: 40 }, (_, i) => row(seed, 10 * (i + 1), Math.sin(seed + i))));
  expect(learningCurves([...table].reverse(), { bins: 9 })[0]!.estimate.map((value) => value.toFixed(12))).toEqual(
    learningCurves(table, { bins: 9 })[0]!.estimate.map((value) => value.toFixed(12)),
  );
});

test('intervals are those of the bootstrap over runs', () => {
  const values = [3, 8, 4, 11, 6];
  const table = values.flatMap((value, seed) => [row(seed, 50, value), row(seed, 100, 2 * value)]);
  const { estimate, lower, upper } = learningCurves(table, { bins: 2, resamples: 20_000, seed: 9 })[0]!;
  const interval = stratifiedBootstrap(values.map((value) => [value]), mean, { resamples: 20_000 });
  expect(estimate[0]).toBeCloseTo(6.4, 12);
  expect(Math.abs(lower[0]! - interval.lower)).toBeLessThan(0.15);
  expect(Math.abs(upper[0]! - interval.upper)).toBeLessThan(0.15);
  expect([estimate[1], lower[1], upper[1]]).toEqual([estimate[0], lower[0], upper[0]].map((value) => 2 * value!));
});

test('the IQM over runs leaves out the extremes', () => {
  const table = [0, 5, 6, 1000].map((value, seed) => row(seed, 10, value));
  expect(learningCurves(table, { bins: 1, aggregate: 'interquartileMean' })[0]!.estimate).toEqual([5.5]);
});

test('bad options are refused', () => {
  expect(() => learningCurves([], { bins: 0 })).toThrow('invalid bins: 0; expected a positive integer');
  expect(() => learningCurves([], { aggregate: 'max' as never })).toThrow('invalid aggregate: max; expected one of mean, interquartileMean');
});
