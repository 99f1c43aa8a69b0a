import { expect, test } from '@jest/globals';
import { pick } from './resampling.ts';
import { createRandom } from './random.ts';

// From a direct transcription of the published algorithm into Python integers.
test.each([
  [0, [3809008728, 1133695204, 53579671, 2891528803, 139681546, 2203266335]],
  [1, [2442144158, 3238099751, 3819917871, 2104621829, 2021136066, 4223536128]],
  [12345, [518667457, 440444462, 4232892992, 3757857622, 3939018813, 1334683535]],
])('the first draws of seed %d are those of xoshiro128**', (seed, expected) => {
  const random = createRandom(seed);
  expect(expected.map(() => random())).toEqual(expected);
});

test('seeds beyond 32 bits and negative ones give streams of their own', () => {
  const first = [0, -1, 2 ** 32, 2 ** 40, -(2 ** 40)].map((seed) => createRandom(seed)());
  expect(new Set(first).size).toBe(5);
});

test('picks are uniform', () => {
  const random = createRandom(7);
  const counts = new Array<number>(7).fill(0);
  const draws = 70_000;
  for (let i = 0; i < draws; i++) counts[pick(random, 7)]! += 1;
  const chiSquared = counts.reduce((sum, count) => sum + (count - draws / 7) ** 2 / (draws / 7), 0);
  expect(chiSquared).toBeLessThan(22.46); // 99.9 % quantile, 6 degrees of freedom
  expect(chiSquared).toBeGreaterThan(0.38); // 0.1 % quantile
});

test.each([NaN, 0.5, Infinity])('seed %d is refused', (seed) => {
  expect(() => createRandom(seed)).toThrow(/invalid seed/);
});
