import type { StudyAnalysis } from './analyze-study.ts';
import { comparePairs } from './paired-comparison.ts';
import type { ComparePairsOptions, PairedComparison } from './paired-comparison.ts';

/** A {@link PairedComparison} on one suite of a study. */
export interface SuiteComparison extends PairedComparison {
  readonly suite: string;
}

/** The answers of a study of several suites. */
export interface SuiteComparisons {
  /** Final performance of every algorithm on every suite: what the study is for. */
  readonly primary: readonly SuiteComparison[];
  /** All other measures. */
  readonly secondary: readonly SuiteComparison[];
}

/**
 * The comparisons of several analyses, corrected together: Holm over all algorithm × suite tests of the final performance, and apart from them
 * over all tests of the other measures, so that each of the two families has at most the chance 1 − confidence of any false finding. The
 * measure that decides is fixed beforehand; the others say how a difference came about.
 */
export function compareSuites(
  analyses: readonly { readonly suite: string; readonly analysis: Pick<StudyAnalysis, 'comparisons'> }[],
  options: ComparePairsOptions = {},
): SuiteComparisons {
  const all = analyses.flatMap(({ suite, analysis }) => analysis.comparisons.map((comparison) => ({ ...comparison, suite })));
  const isPrimary = ({ measure }: PairedComparison): boolean => measure === 'final performance';
  return { primary: comparePairs(all.filter(isPrimary), options), secondary: comparePairs(all.filter((comparison) => !isPrimary(comparison)), options) };
}
