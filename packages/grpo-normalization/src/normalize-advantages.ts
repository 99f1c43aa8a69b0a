import { groupMoments, pooledMoments } from '@cohort-rl/rollouts';
import type { GroupMoments, GroupStatistics, Moments, NormalizedAdvantages } from '@cohort-rl/rollouts';
import { groupTransforms } from './group-transforms.ts';
import type { GroupTransforms } from './group-transforms.ts';
import { resolveNormalization } from './normalization-options.ts';
import type { NormalizationOptions } from './normalization-options.ts';

/** Advantages, their groups, and how to make one relative to the other. */
export interface NormalizationInput extends NormalizationOptions {
  readonly advantages: Float32Array;
  /** One per advantage; −1: outside all groups, left at 0 and out of all statistics. */
  readonly labels: Int32Array;
  readonly numGroups: number;
}

/**
 * Group-relative advantages: A' = (A − c) / (s + 1e-8) with the centre c and the scale s of the step's group, population
 * moments over float64 sums in index order. With centre `batch` and scale `group`, scaled first and then centred. With one
 * group and both of `group` or `batch`, this is PPO's batch normalisation to the bit.
 *
 * `leaveOneOut` subtracts the mean of the group's other steps (RLOO: Kool et al. 2019, Ahmadian et al. 2024); from a step
 * alone in its group, its own.
 *
 * A group whose scale is below 1e-6 of the batch's deviation is degenerate under scale `group`: its advantages are 0.
 *
 * Diagnostics: `grpo/degenerate_groups`; `grpo/variance_removed`, 1 − Var(A − c) / Var(A), which is 0 for the centres
 * `none` and `batch`; `grpo/sign_flip_fraction`, the share of steps whose sign is opposite to that under batch
 * normalisation; `grpo/advantage_correlation`, Pearson's, with batch-normalised advantages. The last three are 0 where the
 * advantages do not vary.
 *
 * @throws RangeError for an invalid option, label, or number of labels.
 */
export function normalizeAdvantages({ advantages, labels, numGroups, ...given }: NormalizationInput): NormalizedAdvantages {
  const options = resolveNormalization(given);
  const before = groupMoments(advantages, labels, numGroups);
  const batch = pooledMoments(before);
  const transforms = groupTransforms(before, batch, options);
  const { normalized, flips } = transformSteps(advantages, labels, before, batch, transforms);
  const after = transformedMoments(before, transforms);
  const spread = batch.std * pooledMoments(after).std;
  return {
    advantages: normalized,
    groups: Array.from({ length: numGroups }, (_, label): GroupStatistics => ({
      label,
      steps: before.counts[label]!,
      mean: before.means[label]!,
      std: before.stds[label]!,
      normalizedMean: after.means[label]!,
      normalizedStd: after.stds[label]!,
      isDegenerate: transforms.isDegenerate[label] === 1,
    })),
    diagnostics: {
      'grpo/degenerate_groups': transforms.isDegenerate.reduce((sum, flag) => sum + flag, 0),
      'grpo/variance_removed': options.center === 'none' || options.center === 'batch' ? 0 : varianceRemoved(before, batch, transforms),
      'grpo/sign_flip_fraction': batch.count > 0 ? flips / batch.count : 0,
      'grpo/advantage_correlation': spread > 0 ? coVariance(before, after, batch) / spread : 0,
    },
  };
}

/** Applies each group's map to its steps, and counts those whose sign is then opposite to that of A − batch mean. */
function transformSteps(
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
function transformedMoments({ counts, means, stds, present }: GroupMoments, transforms: GroupTransforms): GroupMoments {
  const { centers, leaveOneOut, divisors, offsets, isDegenerate } = transforms;
  const after = { counts, present, means: new Float64Array(counts.length), variances: new Float64Array(counts.length), stds: new Float64Array(counts.length) };
  for (const g of present) {
    if (isDegenerate[g] === 1) continue;
    after.means[g] = (means[g]! - centers[g]!) / divisors[g]! + offsets[g]!;
    after.stds[g] = (stds[g]! * (1 + leaveOneOut[g]!)) / divisors[g]!;
    after.variances[g] = after.stds[g]! ** 2;
  }
  return after;
}

/** Covariance of advantages before and after: inside groups the product of the deviations, as the maps are affine and do not fall. */
function coVariance(before: GroupMoments, after: GroupMoments, batch: Moments): number {
  return before.present.reduce((sum, g) => {
    const inside = before.stds[g]! * after.stds[g]!;
    return sum + (before.counts[g]! / batch.count) * (inside + after.means[g]! * (before.means[g]! - batch.mean));
  }, 0);
}

function varianceRemoved({ counts, means, variances, present }: GroupMoments, batch: Moments, { centers, leaveOneOut }: GroupTransforms): number {
  if (!(batch.variance > 0)) return 0;
  const residual = pooledMoments({
    counts,
    present,
    means: means.map((mean, g) => mean - centers[g]!),
    variances: variances.map((variance, g) => variance * (1 + leaveOneOut[g]!) ** 2),
  });
  return 1 - residual.variance / batch.variance;
}
