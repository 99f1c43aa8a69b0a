import { expect, test } from '@jest/globals';
import { normalizeScore } from './normalized-score.ts';

test('the references are 0 and 1, also where less is better', () => {
  const references = { randomReturn: 20, expertReturn: 500 };
  expect([20, 260, 500, 740, -220].map((value) => normalizeScore(value, references))).toEqual([0, 0.5, 1, 1.5, -0.5]);
  expect(normalizeScore(-900, { randomReturn: -1200, expertReturn: -200 })).toBeCloseTo(0.3, 12);
});

test.each([
  [5, 5],
  [NaN, 1],
  [0, Infinity],
])('references %d and %d are refused', (randomReturn, expertReturn) => {
  expect(() => normalizeScore(1, { randomReturn, expertReturn })).toThrow(/^invalid references: random .* expected two different numbers$/);
});
