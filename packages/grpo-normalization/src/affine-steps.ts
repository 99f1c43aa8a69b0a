import { pooledMoments } from '@cohort-rl/rollouts';
import type { GroupMoments, Moments } from '@cohort-rl/rollouts';
import type { GroupTransforms } from './group-transforms.ts';

/** Applies each group's map to its steps, and counts those whose sign is then opposite to that of A − batch mean. */
export function transformSteps(
  advantages: Float32Array,
  labels: Int32Array,
  { means, present }: GroupMoments,
  { mean: batchMean }: Moments,
  { centers, leaveOneOut, divisors, offsets, isDegenerate }: GroupTransforms,
): { normalized: Float32Array; flips: number } {
  // A' = (factor · A − center) / divisor + offset, the four side by side: one cache line a step.
  const maps = new Float64Array(4 * divisors.length);
  for (const g of present) {
    const isZero = isDegenerate[g] === 1;
    maps[4 * g] = isZero ? 0 : 1 + leaveOneOut[g]!;
    maps[4 * g + 1] = isZero ? 0 : centers[g]! + leaveOneOut[g]! * means[g]!;
    maps[4 * g + 2] = isZero ? 1 : divisors[g]!;
    maps[4 * g + 3] = isZero ? 0 : offsets[g]!;
  }
  const normalized = new Float32Array(advantages.length);
  let flips = 0;
  for (let i = 0; i < normalized.length; i++) {
    const label = labels[i]!;
    if (label < 0) continue;
    const at = label << 2;
    const advantage = advantages[i]!;
    const result = Math.fround((maps[at]! * advantage - maps[at + 1]!) / maps[at + 2]! + maps[at + 3]!);
    normalized[i] = result;
    flips += Number(result * (advantage - batchMean) < 0);
  }
  return { normalized, flips };
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
