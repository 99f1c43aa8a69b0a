import { expect, test } from '@jest/globals';
import { formatInterval, sortedQuantile } from './interval.ts';

test('quantiles are NumPy’s', () => {
  const sorted = [1, 1, 2, 3, 4, 5, 9];
  const expected = [1, 1, 1, 3, 8.4, 9];
  [0, 0.025, 0.1, 0.5, 0.975, 1].forEach((probability, i) => expect(sortedQuantile(sorted, probability)).toBeCloseTo(expected[i]!, 12));
  expect(sortedQuantile([4], 0.975)).toBe(4);
});

test('between infinite values lies Infinity, not NaN', () => {
  expect(sortedQuantile([1, Infinity, Infinity], 0.9)).toBe(Infinity);
  expect(sortedQuantile([1, 2, Infinity], 0.6)).toBe(Infinity);
  expect(sortedQuantile([1, 2, Infinity], 0.5)).toBe(2);
});

test('intervals in words', () => {
  expect(formatInterval({ estimate: 0.931, lower: 0.9, upper: 0.954 })).toBe('0.93 (0.90 to 0.95)');
  expect(formatInterval({ estimate: -1.25, lower: -2, upper: -0.01 }, 1)).toBe('−1.3 (−2.0 to 0.0)');
  expect(formatInterval({ estimate: 3, lower: NaN, upper: NaN }, 0)).toBe('3');
});
