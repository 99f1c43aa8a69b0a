import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { columnOf, createColumnValues, fillColumns } from './step-columns.ts';
import { createStreamedBins } from './streamed-bins.ts';
import type { StreamedBins } from './streamed-bins.ts';

const binsOf = (rows: readonly (readonly [step: number, value: number])[], capacity = 64): StreamedBins => {
  const bins = createStreamedBins({ capacity });
  for (const [step, value] of rows) bins.add('a', step, value);
  return bins;
};

const filled = (runs: readonly StreamedBins[], maxStep: number, numColumns: number, from = 0) => {
  const values = createColumnValues(numColumns);
  fillColumns(values, runs, 'a', { maxStep, numColumns }, from);
  return { mean: [...values.mean], low: [...values.low], high: [...values.high] };
};

describe('fillColumns of one run', () => {
  test('keeps every extreme: each bin lies in one column, near its steps', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: -99, max: 99 })), { minLength: 1 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 90 }), fc.integer({ min: 0, max: 500 }), (values, numColumns, room) => {
        const bins = binsOf(values);
        const maxStep = bins.lastStep + room;
        const { low, high, mean } = filled([bins], maxStep, numColumns);
        const some = (list: number[]): number[] => list.filter((value) => !Number.isNaN(value));
        expect(Math.max(...some(high))).toBe(Math.max(...values.map(([, value]) => value)));
        expect(Math.min(...some(low))).toBe(Math.min(...values.map(([, value]) => value)));
        for (const [step, value] of values) {
          // the bin of the value begins less than a bin before it
          const [first, last] = [columnOf({ maxStep, numColumns }, Math.max(0, step - bins.binSteps)), columnOf({ maxStep, numColumns }, step)];
          const columns = Array.from({ length: last - first + 1 }, (_, i) => first + i);
          expect(columns.some((column) => low[column]! <= value && high[column]! >= value)).toBe(true);
        }
        mean.forEach((value, column) => {
          expect(Number.isNaN(value)).toBe(Number.isNaN(low[column]));
          if (!Number.isNaN(value)) expect(low[column]! <= value && value <= high[column]!).toBe(true);
        });
      }),
    );
  });

  test('means and extremes of bins that fit', () => {
    const bins = binsOf([[1, 4], [2, 8], [3, -1], [8, 5]]);
    expect(filled([bins], 8, 4)).toEqual({ mean: [6, -1, NaN, 5], low: [4, -1, NaN, 5], high: [8, -1, NaN, 5] });
  });

  test('filled from a column on it is as filled whole', () => {
    const bins = binsOf(Array.from({ length: 500 }, (_, i) => [i + 1, (i * 37) % 101] as const));
    const whole = filled([bins], 600, 50);
    expect(filled([bins], 600, 50, 20).high.slice(20)).toEqual(whole.high.slice(20));
  });
});

describe('fillColumns of several runs', () => {
  test('mean over runs with Student’s interval', () => {
    const runs = [3, 5, 10].map((value) => binsOf([[1, value], [2, value]]));
    const { mean, low, high } = filled(runs, 2, 2);
    expect(mean).toEqual([6, 6]);
    // t of 0.975 with 2 degrees is 4.302653, s = √13
    const half = (4.3026527 * Math.sqrt(13)) / Math.sqrt(3);
    expect(low[0]).toBeCloseTo(6 - half, 6);
    expect(high[1]).toBeCloseTo(6 + half, 6);
  });

  test('a gap has the value before; before a run’s first value and after its end there is none', () => {
    const runs = [binsOf([[1, 1], [4, 7]]), binsOf([[2, 3], [3, 3]])];
    expect(filled(runs, 4, 4).mean).toEqual([NaN, 2, 2, NaN]);
    const [early, late] = [binsOf([[1, 1], [6, 1]]), binsOf([[1, 3], [5, 9], [6, 9]])];
    expect(filled([early, late], 6, 6, 3).mean).toEqual([NaN, NaN, NaN, 2, 5, 5]);
  });
});
