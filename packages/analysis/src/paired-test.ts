import { mean, sampleStandardDeviation } from 'simple-statistics';
import { centralProbability } from './student-t.ts';

/**
 * Two-sided p-value of Student's paired t-test: how likely a mean difference at least this far from 0 is where there is none,
 * for independent, normally distributed differences. Unlike a bootstrap interval it keeps its level with three pairs.
 * @returns NaN for fewer than two differences, which can show nothing.
 */
export function pairedTest(differences: readonly number[]): number {
  const count = differences.length;
  if (count < 2) return NaN;
  const center = mean(differences);
  const error = sampleStandardDeviation(differences) / Math.sqrt(count);
  if (error === 0) return center === 0 ? 1 : 0;
  return 1 - centralProbability(Math.abs(center / error), count - 1);
}

/**
 * Holm's step-down correction: p-values adjusted so that testing all of them at one level keeps the chance of any false finding
 * below it. NaN stays NaN and counts as no test.
 * Source: Holm 1979, "A simple sequentially rejective multiple test procedure".
 */
export function holmCorrection(pValues: readonly number[]): number[] {
  const order = pValues.map((_, i) => i).filter((i) => !Number.isNaN(pValues[i]!)).sort((i, j) => pValues[i]! - pValues[j]!);
  const adjusted = pValues.map(() => NaN);
  let largest = 0;
  order.forEach((i, rank) => {
    largest = Math.max(largest, Math.min(1, (order.length - rank) * pValues[i]!));
    adjusted[i] = largest;
  });
  return adjusted;
}
