import { moments } from '@cohort-rl/rollouts';

/** An affine map per feature: z = (x − mean) / std, and 0 for every x where std is 0. */
export interface Standardizer {
  readonly means: Float64Array;
  readonly stds: Float64Array;
}

/** A deviation, or 0 where it is but the rounding of values that are the same (below 1e-12 of their mean). */
export function spread(mean: number, std: number): number {
  return std > 1e-12 * Math.abs(mean) ? std : 0;
}

/**
 * Means and deviations of each column of `values[k * numFeatures + f]` over the rows whose mask is 0; what is not finite is
 * left out. A column without spread, or whose spread overflows, gets std 0 and so tells nothing apart.
 */
export function fitStandardizer(values: Float64Array, numFeatures: number, mask: Int32Array): Standardizer {
  const means = new Float64Array(numFeatures);
  const stds = new Float64Array(numFeatures);
  for (let f = 0; f < numFeatures; f++) {
    const column = Float64Array.from(mask, (_, k) => values[k * numFeatures + f]!);
    const { mean, std } = moments(column, mask.map((label, k) => (Number.isFinite(column[k]!) ? label : -1)));
    if (!Number.isFinite(mean) || !Number.isFinite(std)) continue;
    means[f] = mean;
    stds[f] = spread(mean, std);
  }
  return { means, stds };
}

/** (x − mean) / std; 0, the mean, where std is 0 or the result is not finite. */
export function standardizeValue(x: number, mean: number, std: number): number {
  // Rounded to float32 so that the squared distance of two different points can neither underflow to 0 nor overflow.
  const z = std > 0 ? Math.fround((x - mean) / std) : 0;
  return Number.isFinite(z) ? z : 0;
}

/** Standardised point. */
export function standardize(point: ArrayLike<number>, { means, stds }: Standardizer): number[] {
  return Array.from(means, (mean, f) => standardizeValue(point[f]!, mean, stds[f]!));
}

/** The inverse of {@link standardize}. */
export function unstandardize(z: readonly number[], { means, stds }: Standardizer): number[] {
  return z.map((value, f) => means[f]! + value * stds[f]!);
}
