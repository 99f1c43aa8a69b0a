import type { Rollout, Trajectory, TrajectoryFeatures } from '@cohort-rl/rollouts';
import { referenceMask } from './cut-trajectories.ts';
import { episodeLengths, episodeReturns } from './outcomes.ts';
import { fitTaskReturns, relativeReturn } from './task-returns.ts';

/** A number for each trajectory. One of one's own: `{ name: 'lastReward', compute: (trajectories) => … }`. */
export interface TrajectoryFeature {
  readonly name: string;
  /** One value per trajectory; what is not finite counts as missing. */
  compute(trajectories: readonly Trajectory[]): Float64Array;
}

/** Whether the rollout knows several tasks. */
export function hasSeveralTasks(trajectories: readonly Trajectory[]): boolean {
  return (trajectories[0]?.rollout.taskInfo.length ?? 0) > 1;
}

/** Which number of a step, of `size` in a field of the rollout, and whether its absolute value. */
interface StepNumber {
  readonly size?: number;
  readonly component?: number;
  readonly isAbsolute?: boolean;
}

/** Means of a field over each trajectory's steps inside the rollout. */
function stepMeans(
  trajectories: readonly Trajectory[],
  fieldOf: (rollout: Rollout) => Float32Array,
  { size = 1, component = 0, isAbsolute = false }: StepNumber = {},
): Float64Array {
  return Float64Array.from(trajectories, ({ rollout, env, start, length }) => {
    const field = fieldOf(rollout);
    const stride = rollout.numEnvs * size;
    const begin = (start * rollout.numEnvs + env) * size + component;
    // Summed as differences from the first, so that equal values have exactly that mean, whatever the length.
    const first = isAbsolute ? Math.abs(field[begin]!) : field[begin]!;
    let sum = 0;
    for (let i = begin, t = 0; t < length; t++, i += stride) sum += (isAbsolute ? Math.abs(field[i]!) : field[i]!) - first;
    return first + sum / length;
  });
}

const rewardMean: TrajectoryFeature = {
  name: 'rewardMean',
  compute: (trajectories) => stepMeans(trajectories, ({ rewards }) => rewards),
};

/**
 * Episode return (a cut trajectory's: so far plus the value of its last state); where the rollout knows several tasks,
 * minus the mean and over the deviation of its task's trajectories, so that clusters are not merely tasks.
 */
const episodeReturn: TrajectoryFeature = {
  name: 'episodeReturn',
  compute(trajectories) {
    const returns = episodeReturns(trajectories);
    if (!hasSeveralTasks(trajectories)) return returns;
    const tasks = Int32Array.from(trajectories, ({ task }) => task);
    const mask = new Int32Array(trajectories.length);
    for (const task of new Set(tasks)) {
      const members = [...tasks.keys()].filter((k) => tasks[k] === task);
      referenceMask(members.map((k) => trajectories[k]!)).forEach((label, m) => { mask[members[m]!] = label; });
    }
    const taskReturns = fitTaskReturns(returns, tasks, mask);
    return returns.map((value, k) => relativeReturn(value, tasks[k]!, taskReturns));
  },
};

/**
 * The features that are used where none are named. Means and deviations are over the trajectory's steps inside the rollout; `rewardStd` is the population
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
  meanValue: { name: 'meanValue', compute: (trajectories) => stepMeans(trajectories, ({ values }) => values) },
  meanAbsoluteAdvantage: {
    name: 'meanAbsoluteAdvantage',
    compute: (trajectories) => stepMeans(trajectories, ({ advantages }) => advantages, { isAbsolute: true }),
  },
} as const satisfies Record<string, TrajectoryFeature>;

/**
 * Features that have to be named: `actionEntropy`, the mean of −log π(a | s) over the trajectory's steps, an estimate of the
 * policy's entropy from the actions it took; `isTerminated`, 1 where the episode ended by itself, 0 where a time limit or the
 * rollout's end cut it.
 */
export const optionalTrajectoryFeatures = {
  actionEntropy: {
    name: 'actionEntropy',
    compute: (trajectories) => stepMeans(trajectories, ({ logProbabilities }) => logProbabilities).map((mean) => 0 - mean),
  },
  isTerminated: {
    name: 'isTerminated',
    compute: (trajectories) => Float64Array.from(trajectories, ({ terminated }) => Number(terminated)),
  },
} as const satisfies Record<string, TrajectoryFeature>;

/**
 * Mean of one component of the observation over the trajectory's steps.
 * @param component 0 ≤ component < observationSize.
 * @throws RangeError for a component that is not an integer ≥ 0, or when the rollout's observations lack it.
 */
export function meanObservation(component: number): TrajectoryFeature {
  if (!Number.isInteger(component) || component < 0) throw new RangeError(`invalid component: ${component}; expected an integer >= 0`);
  return {
    name: `meanObservation ${component}`,
    compute(trajectories) {
      const { observationSize = Infinity } = trajectories[0]?.rollout ?? {};
      if (component >= observationSize) throw new RangeError(`invalid component: ${component}; expected less than ${observationSize}`);
      return stepMeans(trajectories, ({ observations }) => observations, { size: observationSize, component });
    },
  };
}

const namedFeatures = { ...trajectoryFeatures, ...optionalTrajectoryFeatures };

export type TrajectoryFeatureName = keyof typeof namedFeatures;

/** @throws RangeError for an unknown name or no feature at all. */
export function resolveFeatures(features: readonly (TrajectoryFeatureName | TrajectoryFeature)[]): TrajectoryFeature[] {
  if (features.length === 0) throw new RangeError('invalid features: none; expected at least one');
  return features.map((feature) => {
    if (typeof feature !== 'string') return feature;
    if (!Object.hasOwn(namedFeatures, feature)) {
      throw new RangeError(`unknown feature: ${feature as string}; expected one of ${Object.keys(namedFeatures).join(', ')}`);
    }
    return namedFeatures[feature];
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

/** All of {@link trajectoryFeatures} of these trajectories: what they have in common with no grouper's choice of features. */
export function describeTrajectories(trajectories: readonly Trajectory[]): TrajectoryFeatures {
  return computeFeatures(trajectories, Object.values(trajectoryFeatures));
}

/** How many values are missing: not finite. */
export function countMissing({ values }: TrajectoryFeatures): number {
  return values.reduce((sum, value) => sum + Number(!Number.isFinite(value)), 0);
}
