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
 * Means and deviations of each column of `values[k * numFeatures + f]` over the rows whose mask is 0, or over all; what is not
 * finite is left out. A column without spread, or whose spread overflows, gets std 0 and so tells nothing apart.
 */
export function fitStandardizer(values: Float64Array, numFeatures: number, mask: Int32Array | null = null): Standardizer {
  const means = new Float64Array(numFeatures);
  const stds = new Float64Array(numFeatures);
  const column = new Float64Array(values.length / numFeatures);
  for (let f = 0; f < numFeatures; f++) {
    let size = 0;
    for (let k = 0; k < column.length; k++) {
      const value = values[k * numFeatures + f]!;
      if ((mask === null || mask[k] === 0) && Number.isFinite(value)) column[size++] = value;
    }
    const { mean, std } = moments(column.subarray(0, size));
    if (!Number.isFinite(mean) || !Number.isFinite(std)) continue;
    means[f] = mean;
    stds[f] = spread(mean, std);
  }
  return { means, stds };
}

/** (x − mean) / std of points that lie one after the other; 0, the mean, where std is 0 or the result is not finite. */
export function standardize(values: ArrayLike<number>, { means, stds }: Standardizer): Float64Array {
  const points = new Float64Array(values.length);
  for (let at = 0; at < points.length; at += means.length) {
    for (let f = 0; f < means.length; f++) {
      // Rounded to float32 so that the squared distance of two different points can neither underflow to 0 nor overflow.
      const z = stds[f]! > 0 ? Math.fround((values[at + f]! - means[f]!) / stds[f]!) : 0;
      points[at + f] = Number.isFinite(z) ? z : 0;
    }
  }
  return points;
}

/** The inverse of {@link standardize}, of one point. */
export function unstandardize(z: ArrayLike<number>, { means, stds }: Standardizer): number[] {
  return Array.from(z, (value, f) => means[f]! + value * stds[f]!);
}
