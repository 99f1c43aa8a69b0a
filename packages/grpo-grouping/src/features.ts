import { moments } from '@cohort-rl/rollouts';
import type { Trajectory, TrajectoryFeatures } from '@cohort-rl/rollouts';
import { referenceMask } from './cut-trajectories.ts';
import { episodeLengths, episodeReturns } from './outcomes.ts';
import { spread } from './standardize.ts';

/** A number for each trajectory. One of one's own: `{ name: 'lastReward', compute: (trajectories) => … }`. */
export interface TrajectoryFeature {
  readonly name: string;
  /** One value per trajectory; what is not finite counts as missing. */
  compute(trajectories: readonly Trajectory[]): Float64Array;
}

/** A mean over a trajectory's steps inside the rollout. */
function stepMean(name: string, valueAt: (trajectory: Trajectory, step: number) => number): TrajectoryFeature {
  return {
    name,
    compute: (trajectories) =>
      Float64Array.from(trajectories, (trajectory) => {
        const { rollout, env, start, length } = trajectory;
        // Summed as differences from the first, so that equal values have exactly that mean, whatever the length.
        const first = valueAt(trajectory, start * rollout.numEnvs + env);
        let sum = 0;
        for (let t = start; t < start + length; t++) sum += valueAt(trajectory, t * rollout.numEnvs + env) - first;
        return first + sum / length;
      }),
  };
}

const rewardMean = stepMean('rewardMean', ({ rollout }, i) => rollout.rewards[i]!);

/**
 * Episode return (a cut trajectory's: so far plus the value of its last state); where the rollout knows several tasks,
 * minus the mean and over the deviation of its task's trajectories, so that clusters are not merely tasks.
 */
const episodeReturn: TrajectoryFeature = {
  name: 'episodeReturn',
  compute(trajectories) {
    const returns = episodeReturns(trajectories);
    if ((trajectories[0]?.rollout.taskInfo.length ?? 0) < 2) return returns;
    const standardized = new Float64Array(returns.length);
    for (const task of new Set(trajectories.map((trajectory) => trajectory.task))) {
      const members = [...trajectories.keys()].filter((k) => trajectories[k]!.task === task);
      const taskReturns = Float64Array.from(members, (k) => returns[k]!);
      const mask = referenceMask(members.map((k) => trajectories[k]!)).map((label, m) => (Number.isFinite(taskReturns[m]!) ? label : -1));
      const { mean, std } = moments(taskReturns, mask);
      const divisor = spread(mean, std);
      members.forEach((k, m) => {
        const centered = taskReturns[m]! - mean;
        standardized[k] = divisor > 0 || !Number.isFinite(centered) ? centered / divisor : 0;
      });
    }
    return standardized;
  },
};

/**
 * Features by name. Means and deviations are over the trajectory's steps inside the rollout; `rewardStd` is the population
 * deviation.
 */
export const trajectoryFeatures = {
  episodeReturn,
  episodeLength: { name: 'episodeLength', compute: episodeLengths },
  rewardMean,
  rewardStd: {
    name: 'rewardStd',
    compute(trajectories) {
      const means = rewardMean.compute(trajectories);
      return Float64Array.from(trajectories, ({ rollout, env, start, length }, k) => {
        let sum = 0;
        for (let t = start; t < start + length; t++) sum += (rollout.rewards[t * rollout.numEnvs + env]! - means[k]!) ** 2;
        return Math.sqrt(sum / length);
      });
    },
  },
  meanValue: stepMean('meanValue', ({ rollout }, i) => rollout.values[i]!),
  meanAbsoluteAdvantage: stepMean('meanAbsoluteAdvantage', ({ rollout }, i) => Math.abs(rollout.advantages[i]!)),
} as const satisfies Record<string, TrajectoryFeature>;

export type TrajectoryFeatureName = keyof typeof trajectoryFeatures;

/** @throws RangeError for an unknown name or no feature at all. */
export function resolveFeatures(features: readonly (TrajectoryFeatureName | TrajectoryFeature)[]): TrajectoryFeature[] {
  if (features.length === 0) throw new RangeError('invalid features: none; expected at least one');
  return features.map((feature) => {
    if (typeof feature !== 'string') return feature;
    if (!Object.hasOwn(trajectoryFeatures, feature)) {
      throw new RangeError(`unknown feature: ${feature as string}; expected one of ${Object.keys(trajectoryFeatures).join(', ')}`);
    }
    return trajectoryFeatures[feature];
  });
}

/** Features side by side, `values[k * names.length + f]`. */
export function computeFeatures(trajectories: readonly Trajectory[], features: readonly TrajectoryFeature[]): TrajectoryFeatures {
  const values = new Float64Array(trajectories.length * features.length);
  features.forEach((feature, f) => {
    const column = feature.compute(trajectories);
    if (column.length !== trajectories.length) {
      throw new RangeError(`invalid number of values of feature ${feature.name}: ${column.length}; expected ${trajectories.length}, one per trajectory`);
    }
    column.forEach((value, k) => { values[k * features.length + f] = value; });
  });
  return { names: features.map(({ name }) => name), values };
}
