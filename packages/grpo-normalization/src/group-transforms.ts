import { NORMALIZATION_EPSILON } from '@cohort-rl/rollouts';
import type { GroupMoments, Moments } from '@cohort-rl/rollouts';
import type { ResolvedNormalizationOptions } from './normalization-options.ts';

/** A group's deviation below this share of the batch's is too small to divide by. */
const DEGENERATE_SHARE = 1e-6;

/**
 * One affine map per group, element g of each array:
 *
 *     A' = ((A − centers) + leaveOneOut · (A − means)) / divisors + offsets,     0 in a degenerate group
 */
export interface GroupTransforms {
  readonly centers: Float64Array;
  /** Factor that turns a group's mean into the mean of its other steps: A − mean of the others = (A − m) + (A − m)/(n − 1). */
  readonly leaveOneOut: Float64Array;
  readonly divisors: Float64Array;
  readonly offsets: Float64Array;
  readonly isDegenerate: Uint8Array;
}

/** The deviation that a group is divided by, of its label and its deviation now; null where none is known. */
export type SmoothStd = (label: number, std: number, isDegenerate: boolean) => number | null;

/** Sums over groups are taken in the order of their first step, so that names of groups change no bit. */
export function groupTransforms(
  groups: GroupMoments,
  batch: Moments,
  { center, scale, minGroupSize, shrinkage }: ResolvedNormalizationOptions,
  smoothStd: SmoothStd = (_label, std) => std,
): GroupTransforms {
  const { counts, means, variances, present } = groups;
  const numGroups = counts.length;
  const transforms: GroupTransforms = {
    centers: new Float64Array(numGroups),
    leaveOneOut: new Float64Array(numGroups),
    divisors: new Float64Array(numGroups).fill(1),
    // −0 is what leaves every number as it is, −0 too.
    offsets: new Float64Array(numGroups).fill(-0),
    isDegenerate: new Uint8Array(numGroups),
  };
  for (const g of present) {
    const size = counts[g]!;
    const ownShare = size < minGroupSize ? 0 : size / (size + shrinkage);
    if (center === 'batch') transforms.centers[g] = batch.mean;
    if (center === 'group' || center === 'leaveOneOut') transforms.centers[g] = between(batch.mean, means[g]!, ownShare);
    if (center === 'leaveOneOut' && size > 1) transforms.leaveOneOut[g] = ownShare / (size - 1);
    if (scale === 'batch') {
      transforms.divisors[g] = batch.std + NORMALIZATION_EPSILON;
      transforms.isDegenerate[g] = Number(batch.std === 0);
    }
    if (scale === 'group' || scale === 'movingAverage') {
      const least = DEGENERATE_SHARE * batch.std;
      const ownStd = Math.sqrt(between(batch.variance, variances[g]!, ownShare));
      const std = smoothStd(g, ownStd, isTooSmall(ownStd, least)) ?? 0;
      transforms.divisors[g] = std + NORMALIZATION_EPSILON;
      transforms.isDegenerate[g] = Number(isTooSmall(std, least));
    }
  }
  if (center === 'batch' && (scale === 'group' || scale === 'movingAverage')) centerAfterScaling(transforms, groups);
  return transforms;
}

/** False for NaN: that is not hidden. */
function isTooSmall(std: number, least: number): boolean {
  return std === 0 || std < least;
}

/** `own` to the bit where ownShare is 1, and `batch` where it is 0 or the two are the same. */
function between(batch: number, own: number, ownShare: number): number {
  return ownShare === 1 ? own : batch + ownShare * (own - batch);
}

/**
 * u = A / (s_g + ε), A' = u − mean(u): scaled first, else a group of small advantages would be shifted by many of its own
 * deviations. Written as (A − m_g)/(s_g + ε) + (m_g/(s_g + ε) − mean(u)), whose last term is exactly 0 for a group alone: then
 * the result is batch normalisation to the bit.
 */
function centerAfterScaling({ centers, divisors, offsets, isDegenerate }: GroupTransforms, { counts, means, present }: GroupMoments): void {
  const scaled = present.filter((g) => !isDegenerate[g]);
  const steps = scaled.reduce((sum, g) => sum + counts[g]!, 0);
  const mean = scaled.reduce((sum, g) => sum + (counts[g]! / steps) * (means[g]! / divisors[g]!), 0);
  for (const g of scaled) {
    centers[g] = means[g]!;
    const offset = means[g]! / divisors[g]! - mean;
    offsets[g] = offset === 0 ? -0 : offset;
  }
}
