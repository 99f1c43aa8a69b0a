import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { groupMoments, moments, pooledMoments } from './moments.ts';

const finite = fc.double({ noNaN: true, min: -1e6, max: 1e6 });

describe('moments', () => {
  test('hand case', () => {
    expect(moments(Float64Array.of(2, 4, 4, 4, 5, 5, 7, 9))).toEqual({ count: 8, mean: 5, variance: 4, std: 2 });
  });

  test('sums are float64: a large offset does not swallow the deviation', () => {
    const { mean, std } = moments(Float64Array.of(1e8 + 1, 1e8 + 2, 1e8 + 3));
    expect(mean).toBe(1e8 + 2);
    expect(std).toBeCloseTo(Math.sqrt(2 / 3), 12);
  });

  test('no values: zeros', () => {
    expect(moments(new Float32Array(0))).toEqual({ count: 0, mean: 0, variance: 0, std: 0 });
  });

  test('agrees with two passes, also far from 0 and with an outlier in front', () => {
    const offset = fc.constantFrom(0, 1e3, -1e7);
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1, maxLength: 200 }), offset, fc.constantFrom(0, 1e9), (list, shift, outlier) => {
        const values = Float64Array.of(outlier, ...list).map((value) => value + shift);
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
        const result = moments(values);
        expect(Math.abs(result.mean - mean)).toBeLessThanOrEqual(1e-12 * Math.max(...values.map(Math.abs)));
        expect(Math.abs(result.variance - variance)).toBeLessThanOrEqual(1e-9 * variance + 1e-12);
        expect(result.std).toBe(Math.sqrt(result.variance));
      }),
    );
  });

  test('equal values have no deviation at all; NaN is not hidden', () => {
    for (const value of [0.1, 1 / 3, 1e8 + 0.1]) expect(moments(new Float64Array(7).fill(value))).toEqual({ count: 7, mean: value, variance: 0, std: 0 });
    expect(moments(Float64Array.of(1, NaN, 2))).toEqual({ count: 3, mean: NaN, variance: NaN, std: NaN });
  });

  test('a negative label leaves a value out', () => {
    expect(moments(Float64Array.of(1, 100, 3), Int32Array.of(4, -1, 2))).toEqual({ count: 2, mean: 2, variance: 1, std: 1 });
  });
});

describe('groupMoments', () => {
  test('one group over everything is the whole batch to the bit, whatever its label', () => {
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1, maxLength: 200 }), fc.integer({ min: 0, max: 3 }), (list, label) => {
        const values = Float32Array.from(list);
        const whole = moments(values);
        const groups = groupMoments(values, new Int32Array(values.length).fill(label), 4);
        expect(groups.counts[label]).toBe(whole.count);
        expect(groups.means[label]).toBe(whole.mean);
        expect(groups.variances[label]).toBe(whole.variance);
        expect(groups.stds[label]).toBe(whole.std);
        expect(groupMoments(values, null, 1).stds[0]).toBe(whole.std);
      }),
    );
  });

  test('each group is as if its values stood alone, in their order', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(finite, fc.integer({ min: -1, max: 2 })), { maxLength: 100 }), (pairs) => {
        const values = Float64Array.from(pairs, ([value]) => value);
        const groups = groupMoments(values, Int32Array.from(pairs, ([, label]) => label), 3);
        for (let g = 0; g < 3; g++) {
          const alone = moments(Float64Array.from(pairs.filter(([, label]) => label === g), ([value]) => value));
          expect([groups.counts[g], groups.means[g], groups.variances[g], groups.stds[g]]).toEqual([
            alone.count, alone.mean, alone.variance, alone.std,
          ]);
        }
      }),
    );
  });

  test('groups are told in the order of their first value; pooled, they are the whole', () => {
    const entry = fc.tuple(fc.double({ noNaN: true, min: -1e3, max: 1e3 }), fc.integer({ min: -1, max: 4 }));
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 100 }), (pairs) => {
        const values = Float64Array.from(pairs, ([value]) => value);
        const labels = Int32Array.from(pairs, ([, label]) => label);
        const groups = groupMoments(values, labels, 5);
        expect(groups.present).toEqual([...new Set(labels)].filter((label) => label >= 0));
        const [pooled, whole] = [pooledMoments(groups), moments(values, labels)];
        expect(pooled.count).toBe(whole.count);
        expect(pooled.mean).toBeCloseTo(whole.mean, 9);
        expect(pooled.variance).toBeCloseTo(whole.variance, 6);
        expect(pooled.std).toBe(Math.sqrt(pooled.variance));
        if (groups.present.length === 1) expect(pooled).toEqual(whole);
      }),
    );
  });

  test('pooled groups of one and the same value have no deviation', () => {
    for (const value of [0.1, 7, 1e8 + 0.1]) {
      const values = new Float64Array(12).fill(value);
      expect(pooledMoments(groupMoments(values, Int32Array.of(0, 1, 1, 2, 2, 2, 0, 1, 1, 2, 2, 2), 3))).toEqual({ count: 12, mean: value, variance: 0, std: 0 });
    }
  });

  test('refuses bad labels and sizes', () => {
    expect(() => groupMoments(new Float32Array(2), Int32Array.of(0, 3), 3)).toThrow('invalid label: 3; expected less than 3');
    expect(() => groupMoments(new Float32Array(2), Int32Array.of(0), 3)).toThrow('invalid number of labels: 1');
    expect(() => groupMoments(new Float32Array(2), null, 0)).toThrow('invalid numGroups: 0');
  });
});
