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
  // Four steps a turn: a turn costs as much as a step.
  for (const last = advantages.length - 3; i < last; i += 4) {
    const a = advantages[i]!;
    const b = advantages[i + 1]!;
    const c = advantages[i + 2]!;
    const d = advantages[i + 3]!;
    const mappedA = applyMap(maps, labels[i]!, a);
    const mappedB = applyMap(maps, labels[i + 1]!, b);
    const mappedC = applyMap(maps, labels[i + 2]!, c);
    const mappedD = applyMap(maps, labels[i + 3]!, d);
    normalized[i] = mappedA;
    normalized[i + 1] = mappedB;
    normalized[i + 2] = mappedC;
    normalized[i + 3] = mappedD;
    flips += isFlipped(mappedA, a - batchMean) + isFlipped(mappedB, b - batchMean) + isFlipped(mappedC, c - batchMean) + isFlipped(mappedD, d - batchMean);
  }
  for (; i < advantages.length; i++) {
    normalized[i] = applyMap(maps, labels[i]!, advantages[i]!);
    flips += isFlipped(normalized[i]!, advantages[i]! - batchMean);
  }
  // What is no number has no place in a group of none either.
  if (count < labels.length) labels.forEach((label, step) => { if (label < 0) normalized[step] = 0; });
  return { normalized, flips, maps: maps.subarray(2) };
}

function applyMap(maps: Float64Array, label: number, advantage: number): number {
  const at = (label + 1) << 1;
  return Math.fround((advantage - maps[at]!) / maps[at + 1]!);
}

function isFlipped(normalized: number, deviation: number): number {
  return Number(normalized * deviation < 0);
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
