import { pooledMoments } from '@cohort-rl/rollouts';
import type { GroupMoments, Moments } from '@cohort-rl/rollouts';
import type { GroupTransforms } from './group-transforms.ts';

/** Applies each group's map to its steps, and counts those whose sign is then opposite to that of A − batch mean. */
export function transformSteps(
  advantages: Float32Array,
  labels: Int32Array,
  { means, present }: GroupMoments,
  { count, mean: batchMean }: Moments,
  { centers, leaveOneOut, divisors, offsets, isDegenerate }: GroupTransforms,
): { normalized: Float32Array; flips: number; maps: Float64Array } {
  // A' = (A − shift) / divisor, the two side by side, in front those that give 0 to no group.
  const maps = new Float64Array(2 * (divisors.length + 1));
  // (A + the largest number) / ∞ is 0 whatever the sign of A, which A / ∞ would keep.
  const zero = [-Number.MAX_VALUE, Infinity];
  maps.set(zero);
  for (const g of present) {
    const factor = 1 + leaveOneOut[g]!;
    const divisor = divisors[g]! / factor;
    maps.set(isDegenerate[g] === 1 ? zero : [(centers[g]! + leaveOneOut[g]! * means[g]!) / factor - offsets[g]! * divisor, divisor], 2 * g + 2);
  }
  const normalized = new Float32Array(advantages.length);
  let flips = 0;
  let i = 0;
  // Eight steps a turn: a turn costs as much as a step.
  for (const last = advantages.length - 7; i < last; i += 8) {
    flips += transformStep(normalized, advantages, labels, maps, batchMean, i)
      + transformStep(normalized, advantages, labels, maps, batchMean, i + 1)
      + transformStep(normalized, advantages, labels, maps, batchMean, i + 2)
      + transformStep(normalized, advantages, labels, maps, batchMean, i + 3)
      + transformStep(normalized, advantages, labels, maps, batchMean, i + 4)
      + transformStep(normalized, advantages, labels, maps, batchMean, i + 5)
      + transformStep(normalized, advantages, labels, maps, batchMean, i + 6)
      + transformStep(normalized, advantages, labels, maps, batchMean, i + 7);
  }
  for (; i < advantages.length; i++) flips += transformStep(normalized, advantages, labels, maps, batchMean, i);
  // What is no number has no place in a group of none either.
  if (count < labels.length) labels.forEach((label, step) => { if (label < 0) normalized[step] = 0; });
  return { normalized, flips, maps: maps.subarray(2) };
}

/** Applies its group's map to a step; 1 where the sign is then opposite to that of A − batch mean, else 0. */
function transformStep(normalized: Float32Array, advantages: Float32Array, labels: Int32Array, maps: Float64Array, batchMean: number, step: number): number {
  const advantage = advantages[step]!;
  const at = (labels[step]! + 1) << 1;
  const mapped = Math.fround((advantage - maps[at]!) / maps[at + 1]!);
  normalized[step] = mapped;
  return Number(mapped * (advantage - batchMean) < 0);
}

/** Moments after the maps, which are affine: no further pass over the steps. */
export function transformedMoments({ counts, means, stds, present }: GroupMoments, transforms: GroupTransforms): GroupMoments {
  const { centers, leaveOneOut, divisors, offsets, isDegenerate } = transforms;
  const zeros = (): Float64Array => new Float64Array(counts.length);
  const after = { counts, present, means: zeros(), variances: zeros(), stds: zeros() };
  for (const g of present) {
    if (isDegenerate[g] === 1) continue;
    after.means[g] = (means[g]! - centers[g]!) / divisors[g]! + offsets[g]!;
    after.stds[g] = (stds[g]! * (1 + leaveOneOut[g]!)) / divisors[g]!;
    after.variances[g] = after.stds[g] ** 2;
  }
  return after;
}

/** Covariance of advantages before and after: inside a group the product of the deviations, as the maps are affine and do not fall. */
export function covarianceOf(before: GroupMoments, after: GroupMoments, batch: Moments): number {
  return before.present.reduce((sum, g) => {
    const inside = before.stds[g]! * after.stds[g]!;
    return sum + (before.counts[g]! / batch.count) * (inside + after.means[g]! * (before.means[g]! - batch.mean));
  }, 0);
}

/** 1 − Var(A − c) / Var(A). */
export function varianceRemoved(
  { counts, means, variances, present }: GroupMoments,
  batch: Moments,
  { centers, leaveOneOut }: GroupTransforms,
): number {
  if (!(batch.variance > 0)) return 0;
  const residual = pooledMoments({
    counts,
    present,
    means: means.map((mean, g) => mean - centers[g]!),
    variances: variances.map((variance, g) => variance * (1 + leaveOneOut[g]!) ** 2),
  });
  return 1 - residual.variance / batch.variance;
}
