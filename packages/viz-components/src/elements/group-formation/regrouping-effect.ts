import { countSignChanges, normalizeAdvantages, type Center } from '@cohort-rl/grpo-normalization';
import type { Formation } from './formation-data.ts';

/** What a grouping does to the advantages of a rollout. */
export interface RegroupingEffect {
  readonly groups: readonly {
    readonly trajectories: number;
    readonly steps: number;
    readonly mean: number;
    readonly std: number;
    readonly normalizedMean: number;
    readonly normalizedStd: number;
  }[];
  /** Normalised by group. */
  readonly advantages: Float32Array;
  /** Steps in groups. */
  readonly steps: number;
  /** How many of them have the opposite sign under PPO's batch normalisation. */
  readonly signChanges: number;
  /** 1 − Var(A − c) / Var(A). */
  readonly varianceRemoved: number;
}

/** Advantages over the deviation of their group, minus its mean first or the batch's after; null without advantages. @param labels of trajectories, −1 for none. */
export function effectOf({ steps }: Formation, labels: Int32Array, numGroups: number, center: Center): RegroupingEffect | null {
  if (!steps) return null;
  const trajectories = new Int32Array(numGroups);
  for (const label of labels) if (label >= 0) trajectories[label]!++;
  const stepLabels = steps.trajectories.map((k) => (k < 0 ? -1 : labels[k]!));
  const grouped = normalizeAdvantages({ advantages: steps.advantages, labels: stepLabels, numGroups, center });
  const inGroups = stepLabels.map((label) => Math.min(label, 0));
  const batch = normalizeAdvantages({ advantages: steps.advantages, labels: inGroups, numGroups: 1 });
  return {
    groups: grouped.groups.map((group, label) => ({ ...group, trajectories: trajectories[label]! })),
    advantages: grouped.advantages,
    steps: batch.groups[0]!.steps,
    signChanges: countSignChanges(batch.advantages, grouped.advantages),
    varianceRemoved: grouped.diagnostics['grpo/variance_removed']!,
  };
}
