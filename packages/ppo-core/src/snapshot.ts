import { moments, NORMALIZATION_EPSILON, stepLabels, type Rollout, type StagedAdvantages, type Trajectory, type TrajectoryFeatures } from '@cohort-rl/rollouts';
import type { AgentParts } from './agent-parts.ts';
import type { LossSettings } from './engine.ts';
import type { SnapshotRecord } from './records.ts';
import { snapshotGradients } from './snapshot-gradients.ts';

/**
 * The rollout as the coming update sees it. Nothing that the update depends on is changed: the engine's advantages and step weights are
 * put back, and its gradient is the next minibatch's to overwrite.
 * @param settings those of the update; advantages and weights are in the engine's batch already.
 */
export function takeSnapshot(
  { engine, options, stage, envs }: AgentParts,
  rollout: Rollout,
  trajectories: readonly Trajectory[],
  staged: StagedAdvantages,
  settings: LossSettings,
): Omit<SnapshotRecord, 'type' | 'step' | 'update'> {
  const { grouping, before = rollout.advantages } = staged;
  const taskNames = envs.tasks.map(({ name }) => name);
  const trajectoryLabels = grouping?.labels ?? Int32Array.from(trajectories, ({ task }) => task);
  const names = grouping ? grouping.groups.map(({ name }) => name) : taskNames;
  const labels = stepLabels(trajectories, trajectoryLabels, before.length);
  const features = grouping?.features ?? stage.describeTrajectories?.(trajectories);
  const normalizesMinibatches = options.advantageNormalization === 'minibatch';
  const batchNormalized = normalizeSteps(before, labels);
  const after = normalizesMinibatches ? batchNormalized : staged.advantages;
  const shares = weightShares(labels, engine.batch.stepWeights, names.length);
  return {
    stage: normalizesMinibatches ? 'minibatchNormalization' : stage.name,
    strategy: staged.records[0]?.strategy ?? 'task',
    numEnvs: rollout.numEnvs,
    rolloutSteps: rollout.numSteps,
    featureNames: features?.names ?? [],
    groups: names.map((name, label) => ({ label, name, weight: shares[label]! })),
    trajectories: trajectories.map(({ env, start, length, task, episodeReturn, terminated, truncated }, k) => ({
      env,
      start,
      length,
      task: taskNames[task]!,
      return: episodeReturn,
      terminated,
      truncated,
      label: trajectoryLabels[k]!,
      features: featuresOf(features, k),
    })),
    labels: Array.from(labels),
    advantagesBefore: shortest(before),
    advantagesAfter: shortest(after),
    gradients: snapshotGradients(engine, options.minibatchSize, labels, { batchNormalized, after }, settings),
  };
}

function normalizeSteps(advantages: Float32Array, labels: Int32Array): Float32Array {
  const { mean, std } = moments(advantages, labels);
  return advantages.map((value, i) => (labels[i]! < 0 ? 0 : (value - mean) / (std + NORMALIZATION_EPSILON)));
}

function weightShares(labels: Int32Array, stepWeights: Float32Array, numGroups: number): Float64Array {
  const sums = new Float64Array(numGroups);
  let total = 0;
  for (let i = 0; i < labels.length; i++) {
    if (labels[i]! < 0) continue;
    sums[labels[i]!]! += stepWeights[i]!;
    total += stepWeights[i]!;
  }
  return total > 0 ? sums.map((sum) => sum / total) : sums;
}

function featuresOf(features: TrajectoryFeatures | undefined, k: number): (number | null)[] {
  if (!features) return [];
  const size = features.names.length;
  return Array.from(features.values.subarray(k * size, (k + 1) * size), (value) => (Number.isFinite(value) ? value : null));
}

/** Float32 values in nine digits, which give them back: records stay half as long. */
function shortest(values: Float32Array): number[] {
  return Array.from(values, (value) => Number(value.toPrecision(9)));
}
