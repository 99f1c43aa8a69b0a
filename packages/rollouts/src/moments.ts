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
  /** Labels of the groups with values, in the order of their first value: renaming groups renames it. */
  readonly present: readonly number[];
}

/**
 * Added to every deviation that something is divided by: `(x − mean) / (std + NORMALIZATION_EPSILON)`.
 */
export const NORMALIZATION_EPSILON = 1e-8;

/**
 * Population mean, variance and deviation of each group, in one pass in index order (time-major for a `[T, N]` field) over
 * float64 sums of differences from the group's first value, which no constant offset cancels (Chan, Golub & LeVeque 1983, the
 * shifted algorithm). One group that covers everything gives {@link moments} to the bit.
 *
 * @param labels group of each value, 0 ≤ label < numGroups; −1: outside all groups. null: every value is of group 0.
 * @throws RangeError when the lengths differ or a label is out of range.
 */
export function groupMoments(values: Float32Array | Float64Array, labels: Int32Array | null, numGroups: number): GroupMoments {
  if (!Number.isInteger(numGroups) || numGroups < 1) throw new RangeError(`invalid numGroups: ${numGroups}; expected a positive integer`);
  checkLabels(values, labels);
  if (!labels) return groupMoments(values, new Int32Array(values.length), numGroups);
  // First value, count, sum and sum of squares of each group side by side: one cache line a step. In front those of no group, so that
  // a step needs no test of its label.
  const sums = new Float64Array(4 * (numGroups + 1));
  const present = findFirst(values, labels, numGroups, sums);
  let i = 0;
  // Eight values a turn: a turn costs as much as a value.
  for (const last = values.length - 7; i < last; i += 8) {
    addValue(sums, labels[i]!, values[i]!);
    addValue(sums, labels[i + 1]!, values[i + 1]!);
    addValue(sums, labels[i + 2]!, values[i + 2]!);
    addValue(sums, labels[i + 3]!, values[i + 3]!);
    addValue(sums, labels[i + 4]!, values[i + 4]!);
    addValue(sums, labels[i + 5]!, values[i + 5]!);
    addValue(sums, labels[i + 6]!, values[i + 6]!);
    addValue(sums, labels[i + 7]!, values[i + 7]!);
  }
  for (; i < values.length; i++) addValue(sums, labels[i]!, values[i]!);
  checkAllCounted(sums, labels, numGroups);
  const counts = new Int32Array(numGroups);
  const means = new Float64Array(numGroups);
  const variances = new Float64Array(numGroups);
  const stds = new Float64Array(numGroups);
  for (const g of present) {
    const { count, mean, variance, std } = fromShiftedSums(sums[4 * g + 5]!, sums[4 * g + 4]!, sums[4 * g + 6]!, sums[4 * g + 7]!);
    counts[g] = count;
    means[g] = mean;
    variances[g] = variance;
    stds[g] = std;
  }
  return { counts, means, variances, stds, present };
}

/** Writes each group's first value, and returns the groups in that order; looks no further than until it has all. */
function findFirst(values: Float32Array | Float64Array, labels: Int32Array, numGroups: number, sums: Float64Array): number[] {
  const isFound = new Uint8Array(numGroups);
  const present: number[] = [];
  for (let i = 0; i < labels.length && present.length < numGroups; i++) {
    const group = labels[i]!;
    if (isFound[group] !== 0) continue;
    isFound[group] = 1;
    sums[4 * group + 4] = values[i]!;
    present.push(group);
  }
  return present;
}

function addValue(sums: Float64Array, group: number, value: number): void {
  const at = (group + 1) << 2;
  const deviation = value - sums[at]!;
  sums[at + 1]!++;
  sums[at + 2]! += deviation;
  sums[at + 3]! += deviation * deviation;
}

/** What lies outside of `sums` was not written. @throws RangeError for a label that is too large; those below −1 are as −1. */
function checkAllCounted(sums: Float64Array, labels: Int32Array, numGroups: number): void {
  let counted = 0;
  for (let g = 0; g <= numGroups; g++) counted += sums[4 * g + 1]!;
  if (counted === labels.length) return;
  const tooLarge = labels.find((label) => label >= numGroups);
  if (tooLarge !== undefined) throw new RangeError(`invalid label: ${tooLarge}; expected less than ${numGroups}`);
}

/**
 * Population mean, variance and deviation of all values, by the arithmetic of {@link groupMoments}.
 * @param labels where given, values with a negative label are left out.
 * @throws RangeError when the lengths differ.
 */
export function moments(values: Float32Array | Float64Array, labels: Int32Array | null = null): Moments {
  checkLabels(values, labels);
  let i = 0;
  while (labels && i < labels.length && labels[i]! < 0) i++;
  if (i >= values.length) return { count: 0, mean: 0, variance: 0, std: 0 };
  const shift = values[i]!;
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (; i < values.length; i++) {
    if (labels && labels[i]! < 0) continue;
    const deviation = values[i]! - shift;
    count++;
    sum += deviation;
    squares += deviation * deviation;
  }
  return fromShiftedSums(count, shift, sum, squares);
}

function checkLabels(values: ArrayLike<number>, labels: Int32Array | null): void {
  if (labels && labels.length !== values.length) {
    throw new RangeError(`invalid number of labels: ${labels.length}; expected ${values.length}, one per value`);
  }
}

function fromShiftedSums(count: number, shift: number, sum: number, squares: number): Moments {
  const offset = sum / count;
  // Rounding must not take it below 0; a NaN stays one.
  const variance = Math.max(0, squares / count - offset * offset);
  return { count, mean: shift + offset, variance, std: Math.sqrt(variance) };
}

/**
 * Moments of all groups together, from those of each, summed in the order of `present`. One group alone gives its own to the
 * bit.
 */
export function pooledMoments({ counts, means, variances, present }: Pick<GroupMoments, 'counts' | 'means' | 'variances' | 'present'>): Moments {
  const count = present.reduce((sum, g) => sum + counts[g]!, 0);
  // As differences from the first, so that equal means have exactly that mean.
  const shift = present.length > 0 ? means[present[0]!]! : 0;
  const mean = shift + present.reduce((sum, g) => sum + (counts[g]! / count) * (means[g]! - shift), 0);
  const variance = present.reduce((sum, g) => sum + (counts[g]! / count) * (variances[g]! + (means[g]! - mean) ** 2), 0);
  return { count, mean, variance, std: Math.sqrt(variance) };
}
