import { groupMoments, moments } from '@cohort-rl/rollouts';
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
  const batch = moments(advantages, labels);
  const present = groupsByFirstStep(labels, before);
  const transforms = groupTransforms(before, batch, present, options);
  const { centers, leaveOneOut, divisors, offsets, isDegenerate } = transforms;

  const normalized = new Float32Array(advantages.length);
  let flips = 0;
  let coProduct = 0;
  for (let i = 0; i < normalized.length; i++) {
    const g = labels[i]!;
    if (g < 0) continue;
    const advantage = advantages[i]!;
    const deviation = advantage - batch.mean;
    if (isDegenerate[g] === 0) {
      const centered = advantage - centers[g]! + leaveOneOut[g]! * (advantage - before.means[g]!);
      normalized[i] = centered / divisors[g]! + offsets[g]!;
    }
    if (normalized[i]! * deviation < 0) flips++;
    coProduct += normalized[i]! * deviation;
  }

  const after = groupMoments(normalized, labels, numGroups);
  const afterVariance = pooledVariance(after, present, batch.count);
  const spread = batch.std * Math.sqrt(afterVariance);
  return {
    advantages: normalized,
    groups: Array.from({ length: numGroups }, (_, label): GroupStatistics => ({
      label,
      steps: before.counts[label]!,
      mean: before.means[label]!,
      std: before.stds[label]!,
      normalizedMean: after.means[label]!,
      normalizedStd: after.stds[label]!,
      isDegenerate: isDegenerate[label] === 1,
    })),
    diagnostics: {
      'grpo/degenerate_groups': isDegenerate.reduce((sum, flag) => sum + flag, 0),
      'grpo/variance_removed': options.center === 'none' || options.center === 'batch' ? 0 : varianceRemoved(before, batch, present, transforms),
      'grpo/sign_flip_fraction': batch.count > 0 ? flips / batch.count : 0,
      'grpo/advantage_correlation': spread > 0 ? coProduct / batch.count / spread : 0,
    },
  };
}

/** Labels of the groups with steps, in the order of their first step. */
function groupsByFirstStep(labels: Int32Array, { counts }: GroupMoments): number[] {
  const numPresent = counts.reduce((sum, count) => sum + Number(count > 0), 0);
  const present = new Set<number>();
  for (let i = 0; present.size < numPresent; i++) if (labels[i]! >= 0) present.add(labels[i]!);
  return [...present];
}

/** Variance over all groups together, from the moments of each. */
function pooledVariance({ counts, means, variances }: Pick<GroupMoments, 'counts' | 'means' | 'variances'>, present: readonly number[], total: number): number {
  const mean = present.reduce((sum, g) => sum + (counts[g]! / total) * means[g]!, 0);
  return present.reduce((sum, g) => sum + (counts[g]! / total) * (variances[g]! + (means[g]! - mean) ** 2), 0);
}

function varianceRemoved(before: GroupMoments, batch: Moments, present: readonly number[], { centers, leaveOneOut }: GroupTransforms): number {
  if (!(batch.variance > 0)) return 0;
  const residual = {
    counts: before.counts,
    means: before.means.map((mean, g) => mean - centers[g]!),
    variances: before.variances.map((variance, g) => variance * (1 + leaveOneOut[g]!) ** 2),
  };
  return 1 - pooledVariance(residual, present, batch.count) / batch.variance;
}
