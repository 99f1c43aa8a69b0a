import { expect, test } from '@jest/globals';
import { holmCorrection, pairedTest } from './paired-test.ts';

// scipy.stats.ttest_1samp 1.17.1
test.each<[number[], number]>([
  [[0.1, 0.4], 0.34404173924526144],
  [[0.12, -0.03, 0.25], 0.2962336603390582],
  [[0.12, -0.03, 0.25, 0.4], 0.1369846095422505],
  [[0.3, 0.1, 0.2, 0.5, -0.1], 0.11611652351681556],
  [[0.3, 0.1, 0.2, 0.5, -0.1, 0.7], 0.05948531453247852],
  [[-1, -2, -3, -4, -5, -6, -7.5], 0.003248769737922361],
  [[3, 1, 4, 1, 5, 9, 2, 6, 5, 3.5], 0.0006549579254435335],
  [[0.02, 0.021, 0.0195], 0.00047776680882861337],
  [Array.from({ length: 30 }, (_, i) => i - 12.3), 0.18157935649271428],
])('p-value of the differences %j', (differences, expected) => {
  expect(pairedTest(differences)).toBeCloseTo(expected, 11);
});

test('differences without spread', () => {
  expect(pairedTest([0, 0, 0])).toBe(1);
  expect(pairedTest([2, 2, 2])).toBe(0);
  expect(pairedTest([0.3])).toBeNaN();
});

test('Holm’s correction steps down, stays monotone and below 1', () => {
  const adjusted = holmCorrection([0.01, 0.04, 0.03, 0.005]);
  [0.03, 0.06, 0.06, 0.02].forEach((expected, i) => expect(adjusted[i]).toBeCloseTo(expected, 14));
  expect(holmCorrection([0.6, 0.7])).toEqual([1, 1]);
  expect(holmCorrection([0.02, NaN])).toEqual([0.02, NaN]);
  expect(holmCorrection([])).toEqual([]);
});
