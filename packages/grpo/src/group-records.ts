import type { GroupRecordEntry, Grouping, NormalizedAdvantages } from '@cohort-rl/rollouts';
import { groupQuantiles } from './group-quantiles.ts';
import type { GroupScore } from './group-scores.ts';

/** Everything that a group record says of each group. `labels`, `before`, and `weights` have one entry per step. */
export function describeGroups(
  { groups, numGroups }: Grouping,
  labels: Int32Array,
  before: Float32Array,
  normalized: NormalizedAdvantages,
  scores: readonly GroupScore[],
  weights: Float32Array,
): GroupRecordEntry[] {
  const quantiles = groupQuantiles(before, normalized, labels, numGroups);
  const sums = new Float64Array(numGroups);
  let total = 0;
  for (let i = 0; i < labels.length; i++) {
    if (labels[i]! < 0) continue;
    sums[labels[i]!]! += weights[i]!;
    total += weights[i]!;
  }
  return groups.map(({ label, name, trajectories, steps }) => {
    const { mean, std, normalizedMean, normalizedStd } = normalized.groups[label]!;
    return {
      label,
      name,
      trajectories,
      steps,
      weight: total > 0 ? sums[label]! / total : 0,
      returnMean: scores[label]!.returnMean,
      advantageBefore: { mean, std, quantiles: quantiles[label]!.before },
      advantageAfter: { mean: normalizedMean, std: normalizedStd, quantiles: quantiles[label]!.after },
    };
  });
}
