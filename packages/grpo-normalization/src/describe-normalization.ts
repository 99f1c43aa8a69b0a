import { groupMoments, pooledMoments } from '@cohort-rl/rollouts';
import type { GroupMoments, GroupStatistics, Moments, NormalizedAdvantages } from '@cohort-rl/rollouts';

/** What to say of advantages that no affine map of each group gives: by a pass over the steps. */
export function describeSteps(
  advantages: Float32Array,
  normalized: Float32Array,
  labels: Int32Array,
  before: GroupMoments,
  isDegenerate: Uint8Array,
  removed?: number,
): NormalizedAdvantages {
  const batch = pooledMoments(before);
  const after = groupMoments(normalized, labels, before.counts.length);
  const afterMean = pooledMoments(after).mean;
  let flips = 0;
  let coProduct = 0;
  for (let i = 0; i < labels.length; i++) {
    if (labels[i]! < 0) continue;
    const deviation = advantages[i]! - batch.mean;
    if (normalized[i]! * deviation < 0) flips++;
    coProduct += (normalized[i]! - afterMean) * deviation;
  }
  const withoutMeans = pooledMoments({ ...before, means: new Float64Array(before.means.length) });
  const varianceRemovedByGroups = batch.variance > 0 ? 1 - withoutMeans.variance / batch.variance : 0;
  return {
    advantages: normalized,
    groups: describeGroups(before, after, isDegenerate),
    diagnostics: diagnose(after, batch, isDegenerate, {
      flips,
      covariance: batch.count > 0 ? coProduct / batch.count : 0,
      varianceRemoved: removed ?? varianceRemovedByGroups,
    }),
  };
}

/** One entry per label. */
export function describeGroups(before: GroupMoments, after: GroupMoments, isDegenerate: Uint8Array): GroupStatistics[] {
  return Array.from(before.counts, (steps, label) => ({
    label,
    steps,
    mean: before.means[label]!,
    std: before.stds[label]!,
    normalizedMean: after.means[label]!,
    normalizedStd: after.stds[label]!,
    isDegenerate: isDegenerate[label] === 1,
  }));
}

/** The diagnostics that every normalisation has. */
export function diagnose(
  after: GroupMoments,
  batch: Moments,
  isDegenerate: Uint8Array,
  { flips, covariance, varianceRemoved: removed }: { flips: number; covariance: number; varianceRemoved: number },
): Record<string, number> {
  const spread = batch.std * pooledMoments(after).std;
  return {
    'grpo/degenerate_groups': isDegenerate.reduce((sum, flag) => sum + flag, 0),
    'grpo/variance_removed': removed,
    'grpo/sign_flip_fraction': batch.count > 0 ? flips / batch.count : 0,
    'grpo/advantage_correlation': spread > 0 ? covariance / spread : 0,
  };
}
