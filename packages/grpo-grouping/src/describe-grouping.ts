import type { GroupInfo, Grouping, Trajectory, TrajectoryFeatures } from '@cohort-rl/rollouts';

/** What a grouper has decided. */
export interface GroupingDecision {
  readonly labels: Int32Array;
  /** One per label. */
  readonly names: readonly string[];
  readonly features?: TrajectoryFeatures;
  readonly diagnostics?: Readonly<Record<string, number>>;
}

/**
 * Counts each group's trajectories and steps, averages its features, and adds the diagnostics that every grouping has:
 * `grpo/cut_share` (share of trajectories that the rollout's end cuts) and `grpo/empty_groups`.
 */
export function describeGrouping(
  trajectories: readonly Trajectory[],
  { labels, names, features, diagnostics = {} }: GroupingDecision,
): Grouping {
  const numFeatures = features?.names.length ?? 0;
  const counts = names.map((name, label) => ({ label, name, trajectories: 0, steps: 0, cutTrajectories: 0 }));
  const sums = new Float64Array(names.length * numFeatures);
  for (let k = 0; k < trajectories.length; k++) {
    const label = labels[k]!;
    const group = counts[label]!;
    group.trajectories++;
    group.steps += trajectories[k]!.length;
    if (!trajectories[k]!.isComplete) group.cutTrajectories++;
    for (let f = 0; f < numFeatures; f++) sums[label * numFeatures + f]! += features!.values[k * numFeatures + f]!;
  }
  const groups = counts.map((group, label): GroupInfo => {
    if (!features || group.trajectories === 0) return group;
    return { ...group, center: features.names.map((_, f) => sums[label * numFeatures + f]! / group.trajectories) };
  });
  const cut = groups.reduce((sum, { cutTrajectories }) => sum + cutTrajectories, 0);
  return {
    labels,
    numGroups: names.length,
    groups,
    ...(features && { features }),
    diagnostics: {
      'grpo/cut_share': trajectories.length > 0 ? cut / trajectories.length : 0,
      'grpo/empty_groups': groups.filter((group) => group.trajectories === 0).length,
      ...diagnostics,
    },
  };
}
