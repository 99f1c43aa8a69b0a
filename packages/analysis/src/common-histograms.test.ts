import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { commonHistograms } from './common-histograms.ts';

const total = (counts: Uint32Array): number => counts.reduce((sum, count) => sum + count, 0);

test('every value is in the bin whose edges hold it, on bins of one round width', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.float({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 }), { minLength: 1, maxLength: 3 }), (sets) => {
      const { edges, counts, below, above } = commonHistograms(sets);
      const width = edges[1]! - edges[0]!;
      edges.forEach((edge, i) => expect((edge - edges[0]!) / width).toBeCloseTo(i, 6));
      sets.forEach((set, s) => {
        expect(below[s]! + above[s]!).toBe(0);
        counts[s]!.forEach((count, i) => {
          const isLast = i === counts[s]!.length - 1;
          expect(count).toBe(set.filter((value) => value >= edges[i]! && (value < edges[i + 1]! || (isLast && value === edges[i + 1]))).length);
        });
      });
      expect(counts[0]!.length).toBeLessThanOrEqual(83);
      if (edges[0]! < 0 && edges.at(-1)! > 0) expect([...edges].some((edge) => edge === 0)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('no value is lost where rounding puts an edge beside it, nor where numbers are coarser than a bin of 1', () => {
  const near = fc.array(fc.integer({ min: -2000, max: 2000 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(near, fc.integer({ min: -8, max: 8 }), (integers, exponent) => {
      const { counts, below, above } = commonHistograms([integers.map((integer) => integer * 10 ** exponent)]);
      expect([total(counts[0]!), ...below, ...above]).toEqual([integers.length, 0, 0]);
    }),
    { numRuns: 2000 },
  );
  for (const values of [[0.024, 0.0247], [-0.000424, -0.00044], [1e20, 1e20], [-1e20, -1e20], [1e20, 1e20 + 2 ** 15]]) {
    const { counts, edges } = commonHistograms([values]);
    expect(total(counts[0]!)).toBe(values.length);
    edges.slice(1).forEach((edge, i) => expect(edge).toBeGreaterThan(edges[i]!));
  }
});

test('the width is round, and about as many bins come as are asked for', () => {
  const values = Array.from({ length: 1001 }, (_, i) => i / 100 - 3.3);
  const { edges } = commonHistograms([values], { bins: 25 });
  expect(edges[1]! - edges[0]!).toBeCloseTo(0.5, 12);
  expect(edges.length).toBe(22);
  expect([edges[0], edges.at(-1)]).toEqual([-3.5, 7]);
});

test('what lies beyond the coverage is counted on its side', () => {
  const values = [-1000, ...Array.from({ length: 998 }, (_, i) => i / 998), 5000];
  const { edges, counts, below, above } = commonHistograms([values, [7]], { coverage: 0.99 });
  expect(edges.at(-1)!).toBeLessThanOrEqual(1.1);
  expect([below, above]).toEqual([[1, 0], [1, 1]]);
  expect(total(counts[0]!)).toBe(998);
});

test('equal values fill one bin; none, or one that is not finite, is refused', () => {
  const { edges, counts } = commonHistograms([[2.5, 2.5]]);
  expect([...edges]).toEqual([2, 3]);
  expect([...counts[0]!]).toEqual([2]);
  for (const sets of [[], [[]], [[NaN, 1]], [[1, Infinity]], [[-Infinity, 0]]]) expect(() => commonHistograms(sets)).toThrow('invalid values');
});
