import { normalizeScore, type TaskReference } from '@cohort-rl/analysis';
import { normalizeAdvantages } from '@cohort-rl/grpo-normalization';
import { createWeighter, stepWeights } from '@cohort-rl/grpo-weighting';
import { groupMoments, moments, type GroupMoments, type Moments } from '@cohort-rl/rollouts';
import type { SnapshotRecord } from '@cohort-rl/analysis';

/** What the reader chose to be done to a rollout. */
export interface ViewOptions {
  readonly center: 'none' | 'batch' | 'group' | 'leaveOneOut';
  readonly scale: 'none' | 'batch' | 'group';
  readonly weighting: string;
}

/** One rollout, normalised as PPO does it and as the reader chose. Arrays have one entry per step, `[T × N]`. */
export interface RolloutView {
  readonly advantages: Float32Array;
  /** −1 outside all groups. */
  readonly labels: Int32Array;
  /** Trajectory of each step, −1 without one. */
  readonly trajectoryOf: Int32Array;
  readonly batch: Moments;
  readonly groups: GroupMoments;
  /** (A − mean of all) / deviation of all. */
  readonly overAll: Float32Array;
  /** Relative to the groups. */
  readonly overGroups: Float32Array;
  readonly signFlipFraction: number;
  readonly varianceRemoved: number;
  /** Of each group, as the weighter gives them; NaN for a group without steps. */
  readonly groupWeights: readonly number[];
  /** Of each step. */
  readonly stepWeights: Float32Array;
}

/** One step of a rollout in numbers. */
export interface StepView {
  readonly index: number;
  readonly env: number;
  /** Within the rollout, from 0. */
  readonly time: number;
  readonly task: string;
  readonly label: number;
  readonly group: string;
  readonly groupSteps: number;
  readonly numSteps: number;
  readonly advantage: number;
  readonly batchMean: number;
  readonly batchStd: number;
  readonly groupMean: number;
  readonly groupStd: number;
  readonly overAll: number;
  readonly overGroup: number;
  readonly groupWeight: number;
  /** Sum of the weights of the groups with steps. */
  readonly weightSum: number;
  readonly weight: number;
}

/** @param references of the tasks, by name, for weightings that look at scores. */
export function viewRollout(snapshot: SnapshotRecord, { center, scale, weighting }: ViewOptions, references: Readonly<Record<string, TaskReference>> = {}): RolloutView {
  const { trajectories, numEnvs } = snapshot;
  const advantages = Float32Array.from(snapshot.advantagesBefore);
  const labels = Int32Array.from(snapshot.labels);
  const numGroups = snapshot.groups.length;
  const groups = groupMoments(advantages, labels, numGroups);
  const normalized = normalizeAdvantages({ advantages, labels, numGroups, center, scale });
  const overAll = normalizeAdvantages({ advantages, labels, numGroups, center: 'batch', scale: 'batch' }).advantages;
  const trajectoryOf = new Int32Array(labels.length).fill(-1);
  trajectories.forEach(({ env, start, length }, k) => {
    for (let t = start; t < start + length; t++) trajectoryOf[t * numEnvs + env] = k;
  });
  const groupWeights = createWeighter(weighting).weigh(
    snapshot.groups.map((_, label) => {
      const members = trajectories.filter((trajectory) => trajectory.label === label);
      const scores = members.filter(({ terminated, truncated }) => terminated || truncated).map(({ task, return: value }) => (Object.hasOwn(references, task) ? normalizeScore(value, references[task]!) : value));
      return {
        steps: groups.counts[label]!,
        trajectories: members.length,
        score: scores.reduce((sum, score) => sum + score, 0) / scores.length,
        isScoreNormalized: Object.keys(references).length > 0,
      };
    }),
  );
  return {
    advantages,
    labels,
    trajectoryOf,
    batch: moments(advantages, labels),
    groups,
    overAll,
    overGroups: normalized.advantages,
    signFlipFraction: normalized.diagnostics['grpo/sign_flip_fraction'] ?? 0,
    varianceRemoved: normalized.diagnostics['grpo/variance_removed'] ?? 0,
    groupWeights: Array.from(groupWeights, (weight, g) => (groups.counts[g]! > 0 ? weight : NaN)),
    stepWeights: stepWeights({ labels, weights: groupWeights }),
  };
}

export function viewStep(snapshot: SnapshotRecord, view: RolloutView, index: number): StepView {
  const label = view.labels[index]!;
  const trajectory = snapshot.trajectories[view.trajectoryOf[index]!];
  return {
    index,
    env: index % snapshot.numEnvs,
    time: Math.floor(index / snapshot.numEnvs),
    task: trajectory?.task ?? '',
    label,
    group: snapshot.groups[label]?.name ?? '',
    groupSteps: view.groups.counts[label] ?? 0,
    numSteps: view.batch.count,
    advantage: view.advantages[index]!,
    batchMean: view.batch.mean,
    batchStd: view.batch.std,
    groupMean: view.groups.means[label] ?? NaN,
    groupStd: view.groups.stds[label] ?? NaN,
    overAll: view.overAll[index]!,
    overGroup: view.overGroups[index]!,
    groupWeight: view.groupWeights[label] ?? NaN,
    weightSum: view.groupWeights.reduce((sum, weight) => sum + (Number.isNaN(weight) ? 0 : weight), 0),
    weight: view.stepWeights[index]!,
  };
}

/** The next step after `from`, going round, whose sign the groups turn; null where there is none. */
export function nextSignFlip({ overAll, overGroups, labels }: RolloutView, from: number): number | null {
  for (let k = 1; k <= labels.length; k++) {
    const index = (from + k) % labels.length;
    if (labels[index]! >= 0 && overAll[index]! * overGroups[index]! < 0) return index;
  }
  return null;
}

/** The step that the groups move most. */
export function largestChange({ overAll, overGroups, labels }: RolloutView): number {
  let best = 0;
  let most = -1;
  for (let i = 0; i < labels.length; i++) {
    const change = labels[i]! < 0 ? 0 : Math.abs(overAll[i]! - overGroups[i]!);
    if (change > most) {
      most = change;
      best = i;
    }
  }
  return best;
}
