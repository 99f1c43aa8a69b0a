import { expect, test } from '@jest/globals';
import { compareSuites } from './compare-suites.ts';
import { comparePairs } from './paired-comparison.ts';
import { holmCorrection } from './paired-test.ts';

const pair = (measure: string, shift: number) => ({
  algorithm: 'grpo',
  baseline: 'ppo',
  measure,
  higherIsBetter: true,
  seeds: [1, 2, 3, 4, 5],
  values: [0.1, 0.25, 0.28, 0.43, 0.5].map((value) => value + shift),
  baselineValues: [0.1, 0.2, 0.3, 0.4, 0.5],
});

test('the final performance is corrected over all suites, and apart from the other measures', () => {
  const shifts = { easy: 0.1, hard: 0.03, odd: 0 };
  const analyses = Object.entries(shifts).map(([suite, shift]) => ({
    suite,
    analysis: { comparisons: comparePairs([pair('sample efficiency', 2 * shift), pair('final performance', shift), pair('worst-task score', 0.4)]) },
  }));
  const { primary, secondary } = compareSuites(analyses);
  expect(primary.map(({ suite, measure }) => [suite, measure])).toEqual(Object.keys(shifts).map((suite) => [suite, 'final performance']));
  expect(secondary).toHaveLength(6);
  for (const family of [primary, secondary]) {
    expect(family.map(({ adjustedPValue }) => adjustedPValue)).toEqual(holmCorrection(family.map(({ pValue }) => pValue)));
  }
  // corrected for its own suite alone, the second would have been called better
  expect(comparePairs([pair('final performance', 0.03)])[0]!.outcome).toBe('better');
  expect(primary.map(({ outcome }) => outcome)).toEqual(['better', 'no evidence', 'no evidence']);
});
