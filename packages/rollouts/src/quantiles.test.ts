import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fiveNumberSummary, quantile, searchSortedLeft } from './quantiles.ts';

describe('quantile', () => {
  const qs = [0.1, 0.25, 1 / 3, 0.5, 2 / 3, 0.75, 0.99];
  // np.quantile(values, [0.1, 0.25, 1/3, 0.5, 2/3, 0.75, 0.99]), NumPy 2.4.6
  test.each([
    [[40.82], [40.82, 40.82, 40.82, 40.82, 40.82, 40.82, 40.82]],
    [[-51.11, 8.36], [-45.163, -36.2425, -31.28666666666667, -21.375, -11.463333333333335, -6.5075, 7.765299999999999]],
    [[-40.4, -11.36, -9.05, -4.64, -4.31], [-28.784, -11.36, -10.59, -9.05, -6.110000000000001, -4.64, -4.3232]],
    [
      [-21.1, -17.3, -13.36, -7.82, -7.05, -5.63, 4.52, 66.46],
      [-18.44, -14.344999999999999, -11.513333333333335, -7.4350000000000005, -6.103333333333334, -3.0925000000000002, 62.12419999999997],
    ],
    [[-10.1, -5.39, -4.87, -4.77, -4.0, -3.66, 0.49, 9.64, 10.81, 10.9, 19.16, 30.92, 38.7], [-5.286, -4.77, -4.0, 0.49, 10.81, 10.9, 37.7664]],
  ])('%j as NumPy, to the bit', (values, expected) => {
    expect(qs.map((q) => quantile(Float64Array.from(values), q))).toEqual(expected);
  });

  test('without values', () => {
    expect(quantile(new Float64Array(0), 0.5)).toBeNaN();
    expect(fiveNumberSummary(new Float32Array(0))).toEqual([0, 0, 0, 0, 0]);
  });

  test('fiveNumberSummary', () => {
    expect(fiveNumberSummary(Float32Array.of(1, 2, 3, 4, 10))).toEqual([1, 2, 3, 4, 10]);
  });
});

describe('searchSortedLeft', () => {
  test('counts the edges below', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 })), fc.integer({ min: -1, max: 10 }), (edges, x) => {
        expect(searchSortedLeft(Float64Array.from(edges).sort(), x)).toBe(edges.filter((edge) => edge < x).length);
      }),
    );
  });
});
