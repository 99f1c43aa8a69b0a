import { createBinSums, createStepBins } from './step-bins.ts';
import type { BinSums } from './step-bins.ts';

/** A value that a run had at some step: an episode's return on a task, a metric of an update. */
export interface NamedValue {
  readonly name: string;
  readonly step: number;
  readonly value: number;
}

/** How {@link binnedMeans} thins. */
export interface BinnedMeansOptions {
  /** Environment steps that the bins cover; values behind them are left out. */
  readonly maxStep: number;
  /** Number of equal bins, default 50. */
  readonly bins?: number;
}

/**
 * A run thinned to a few numbers: of every name the mean value in each of equal bins of steps, NaN in a bin without one. Bin i covers
 * (i · maxStep / bins, (i + 1) · maxStep / bins], the first also step 0, as in `scoreCurves` and `learningCurves`; values that are not finite are left out.
 * @returns names in order of appearance.
 */
export function binnedMeans(values: Iterable<NamedValue>, { maxStep, bins = 50 }: BinnedMeansOptions): Map<string, number[]> {
  if (!(maxStep > 0)) throw new RangeError(`invalid maxStep: ${maxStep}; expected a positive number of steps`);
  const { binOf } = createStepBins(maxStep, bins);
  const sums = new Map<string, BinSums>();
  for (const { name, step, value } of values) {
    if (step > maxStep || !Number.isFinite(value)) continue;
    let own = sums.get(name);
    if (!own) sums.set(name, (own = createBinSums(bins)));
    const bin = binOf(step);
    own.total[bin]! += value;
    own.count[bin]! += 1;
  }
  return new Map([...sums].map(([name, { total, count }]) => [name, Array.from(total, (sum, bin) => sum / count[bin]!)]));
}

/**
 * Inside each bin of {@link binnedMeans}, the last whole step: rows at these steps, given to `scoreCurves` or `learningCurves` with the same range
 * and number of bins, fall into the bins that they come from.
 */
export function binSteps({ maxStep, bins = 50 }: BinnedMeansOptions): number[] {
  return createStepBins(maxStep, bins).steps.map(Math.floor);
}
