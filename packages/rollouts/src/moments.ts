/** Moments of one set of values. */
export interface Moments {
  readonly count: number;
  /** 0 without values. */
  readonly mean: number;
  /** Population variance; 0 without values. */
  readonly variance: number;
  /** Population standard deviation: the root of `variance`. */
  readonly std: number;
}

/** Moments per group: element g of each array is group g's. */
export interface GroupMoments {
  readonly counts: Int32Array;
  readonly means: Float64Array;
  readonly variances: Float64Array;
  readonly stds: Float64Array;
}

/**
 * Added to every deviation that something is divided by: `(x − mean) / (std + NORMALIZATION_EPSILON)`.
 */
export const NORMALIZATION_EPSILON = 1e-8;

/**
 * Population mean, variance and deviation of each group, by two passes in index order (time-major for a `[T, N]` field)
 * over float64 sums. One group that covers everything gives {@link moments} to the bit.
 *
 * @param labels group of each value, 0 ≤ label < numGroups; −1: outside all groups. null: every value is of group 0.
 * @throws RangeError when the lengths differ or a label is out of range.
 */
export function groupMoments(values: Float32Array | Float64Array, labels: Int32Array | null, numGroups: number): GroupMoments {
  if (!Number.isInteger(numGroups) || numGroups < 1) throw new RangeError(`invalid numGroups: ${numGroups}; expected a positive integer`);
  return accumulate(values, labels, numGroups, false);
}

/**
 * Population mean, variance and deviation of all values, by the arithmetic of {@link groupMoments}.
 * @param labels where given, values with a negative label are left out.
 * @throws RangeError when the lengths differ.
 */
export function moments(values: Float32Array | Float64Array, labels: Int32Array | null = null): Moments {
  const { counts, means, variances, stds } = accumulate(values, labels, 1, true);
  return { count: counts[0]!, mean: means[0]!, variance: variances[0]!, std: stds[0]! };
}

function accumulate(
  values: Float32Array | Float64Array,
  labels: Int32Array | null,
  numGroups: number,
  areMerged: boolean,
): GroupMoments {
  const size = values.length;
  if (labels && labels.length !== size) throw new RangeError(`invalid number of labels: ${labels.length}; expected ${size}, one per value`);
  const counts = new Int32Array(numGroups);
  const means = new Float64Array(numGroups);
  const variances = new Float64Array(numGroups);
  for (let i = 0; i < size; i++) {
    const label = labels ? labels[i]! : 0;
    if (label < 0) continue;
    const group = areMerged ? 0 : label;
    if (group >= numGroups) throw new RangeError(`invalid label: ${label}; expected less than ${numGroups}`);
    counts[group]!++;
    means[group]! += values[i]!;
  }
  for (let g = 0; g < numGroups; g++) if (counts[g]! > 0) means[g]! /= counts[g]!;
  for (let i = 0; i < size; i++) {
    const label = labels ? labels[i]! : 0;
    if (label < 0) continue;
    const group = areMerged ? 0 : label;
    const deviation = values[i]! - means[group]!;
    variances[group]! += deviation * deviation;
  }
  for (let g = 0; g < numGroups; g++) if (counts[g]! > 0) variances[g]! /= counts[g]!;
  return { counts, means, variances, stds: variances.map(Math.sqrt) };
}
