import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createStreamedBins } from './streamed-bins.ts';

const values = fc.array(fc.record({ name: fc.constantFrom('a', 'b'), step: fc.integer({ min: 0, max: 5000 }), value: fc.integer({ min: -50, max: 50 }) }), { minLength: 1 });

describe('createStreamedBins', () => {
  test('has the extremes, sums and numbers of every bin, however the values came', () => {
    fc.assert(
      fc.property(values, fc.constantFrom(2, 8, 64), (rows, capacity) => {
        const bins = createStreamedBins({ capacity });
        for (const { name, step, value } of rows) bins.add(name, step, value);
        const lastStep = Math.max(...rows.map(({ step }) => step));
        expect(bins.lastStep).toBe(lastStep);
        expect(Number.isInteger(Math.log2(bins.binSteps))).toBe(true);
        expect(bins.numBins).toBe(Math.max(1, Math.ceil(lastStep / bins.binSteps)));
        expect(bins.numBins).toBeLessThanOrEqual(capacity);
        // no wider than needed
        if (bins.binSteps > 1) expect(lastStep).toBeGreaterThan((bins.binSteps / 2) * capacity);
        for (const name of bins.names) {
          const own = bins.of(name)!;
          for (let bin = 0; bin < capacity; bin++) {
            const inside = rows.filter((row) => row.name === name && row.step <= (bin + 1) * bins.binSteps && (row.step > bin * bins.binSteps || bin + row.step === 0)).map(({ value }) => value);
            expect([own.smallest[bin], own.largest[bin]]).toEqual([Math.min(...inside), Math.max(...inside)]);
            expect([own.total[bin], own.count[bin]]).toEqual([inside.reduce((a, b) => a + b, 0), inside.length]);
          }
        }
      }),
    );
  });

  test('a long run costs no more memory and keeps its one extreme', () => {
    const bins = createStreamedBins({ capacity: 64 });
    for (let update = 1; update <= 100_000; update++) bins.add('a', 2048 * update, update === 54_321 ? 1e6 : Math.sin(update));
    const { largest } = bins.of('a')!;
    expect(largest).toHaveLength(64);
    expect(largest[Math.ceil((2048 * 54_321) / bins.binSteps) - 1]).toBe(1e6);
    expect(largest.filter((value) => value > 1)).toHaveLength(1);
  });

  test('says where something changed, once', () => {
    const bins = createStreamedBins({ capacity: 8 });
    expect(bins.takeChange()).toBe(Infinity);
    bins.add('a', 7, 1);
    bins.add('a', 3, 1);
    expect(bins.takeChange()).toBe(2);
    expect(bins.takeChange()).toBe(Infinity);
    bins.add('a', 8, NaN);
    expect(bins.takeChange()).toBe(Infinity);
    // wider bins: all may look different
    bins.add('a', 9, 1);
    expect(bins.takeChange()).toBe(0);
  });

  test('values that are not finite change nothing; steps and capacities that make no sense are refused', () => {
    const bins = createStreamedBins();
    for (const value of [NaN, Infinity, -Infinity]) bins.add('a', 1, value);
    expect([...bins.names]).toEqual([]);
    for (const step of [NaN, -1, Infinity]) expect(() => bins.add('a', step, 1)).toThrow(`invalid step: ${step}; expected a finite number ≥ 0`);
    expect(() => createStreamedBins({ capacity: 100 })).toThrow('invalid capacity: 100; expected a power of two ≥ 2');
    bins.add('a', 1e300, 1);
    expect(bins.numBins).toBeLessThanOrEqual(2048);
  });
});
