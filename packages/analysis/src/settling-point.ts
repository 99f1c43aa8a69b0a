import { max, mean, median, min } from 'simple-statistics';

/** Where a curve comes to rest. */
export interface SettlingPoint {
  /** Environment steps from which on the curve stays within `tolerance` of `level`; null where it has not settled. */
  readonly step: number | null;
  /** Mean of the last fifth of the curve. */
  readonly level: number;
  readonly tolerance: number;
}

/**
 * The convergence point of a learning curve: the first step from which on all of it stays within a tolerance of its final level, as the settling time
 * of a step response in control. The level is the mean of the last fifth of the curve. The tolerance is 5 % of the curve's range or, where noise is
 * larger, three standard deviations of the noise, taken from the median difference of neighbours in the second half, so that neither a trend nor a
 * jump is noise. A curve of which not even the whole last fifth is within the tolerance, one that still rises say, has not settled.
 *
 * To have settled is not to have learned: a curve may settle low.
 * @param steps right edges of equal bins, ascending.
 * @param values means in these bins; NaN where there is none. The noise of single episodes should be averaged out: 50 bins suit it.
 * @returns null where fewer than ten bins have a value.
 */
export function settlingPoint(steps: ArrayLike<number>, values: ArrayLike<number>): SettlingPoint | null {
  const known = Array.from(values, (_, i) => i).filter((i) => Number.isFinite(values[i]));
  if (known.length < 10) return null;
  const curve = known.map((i) => values[i]!);
  const tailStart = curve.length - Math.ceil(curve.length / 5);
  const level = mean(curve.slice(tailStart));
  const later = curve.slice(Math.floor(curve.length / 2));
  const noise = (deviationOfMedian / Math.SQRT2) * median(later.slice(1).map((value, i) => Math.abs(value - later[i]!)));
  const tolerance = Math.max(0.05 * (max(curve) - min(curve)), 3 * noise);
  const lastOutside = curve.findLastIndex((value) => Math.abs(value - level) > tolerance);
  return { step: lastOutside < tailStart ? steps[known[lastOutside + 1]!]! : null, level, tolerance };
}

/** Standard deviation of a normal variable over the median of its distance from the centre. */
const deviationOfMedian = 1.4826;
