import type { Rollout, Trajectory, TrajectoryFeatures } from '@cohort-rl/rollouts';
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
  const means = new Float64Array(trajectories.length);
  for (let k = 0; k < means.length; k++) {
    const { rollout, env, start, length } = trajectories[k]!;
    const field = fieldOf(rollout);
    const stride = rollout.numEnvs * size;
    const begin = (start * rollout.numEnvs + env) * size + component;
    // Summed as differences from the first, so that equal values have exactly that mean, whatever the length.
    const first = isAbsolute ? Math.abs(field[begin]!) : field[begin]!;
    let sum = 0;
    for (let i = begin, t = 0; t < length; t++, i += stride) sum += (isAbsolute ? Math.abs(field[i]!) : field[i]!) - first;
    means[k] = first + sum / length;
  }
  return means;
}

const rewardMean: TrajectoryFeature = {
  name: 'rewardMean',
  compute: (trajectories) => stepMeans(trajectories, ({ rewards }) => rewards),
};

/** Task of the trajectories that a task's statistics come from: its complete ones, or all where none is; −1 for the others. */
function referenceTasks(trajectories: readonly Trajectory[]): Int32Array {
  const hasComplete = new Set<number>();
  for (const { task, isComplete } of trajectories) if (isComplete) hasComplete.add(task);
  const tasks = new Int32Array(trajectories.length);
  for (let k = 0; k < tasks.length; k++) {
    const { task, isComplete } = trajectories[k]!;
    tasks[k] = isComplete || !hasComplete.has(task) ? task : -1;
  }
  return tasks;
}

/**
 * Episode return (a cut trajectory's: so far plus the value of its last state); where the rollout knows several tasks,
 * minus the mean and over the deviation of its task's trajectories, so that clusters are not merely tasks.
 */
const episodeReturn: TrajectoryFeature = {
  name: 'episodeReturn',
  compute(trajectories) {
    const returns = episodeReturns(trajectories);
    if (!hasSeveralTasks(trajectories)) return returns;
    const taskReturns = fitTaskReturns(returns, referenceTasks(trajectories))!;
    for (let k = 0; k < returns.length; k++) returns[k] = relativeReturn(returns[k]!, trajectories[k]!.task, taskReturns);
    return returns;
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
      const stds = new Float64Array(trajectories.length);
      for (let k = 0; k < stds.length; k++) {
        const { rollout: { rewards, numEnvs }, env, start, length } = trajectories[k]!;
        let sum = 0;
        for (let i = start * numEnvs + env, t = 0; t < length; t++, i += numEnvs) {
          const deviation = rewards[i]! - means[k]!;
          sum += deviation * deviation;
        }
        stds[k] = Math.sqrt(sum / length);
      }
      return stds;
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
  if (!Array.isArray(features) || features.length === 0) throw new RangeError('invalid features: none; expected at least one');
  return Array.from<TrajectoryFeatureName | TrajectoryFeature>(features).map((feature) => {
    if (typeof (feature as TrajectoryFeature | undefined)?.compute === 'function') return feature as TrajectoryFeature;
    if (typeof feature !== 'string' || !Object.hasOwn(namedFeatures, feature)) {
      throw new RangeError(`unknown feature: ${typeof feature === 'string' ? feature : typeof feature}; expected one of ${Object.keys(namedFeatures).join(', ')}`);
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
    for (let k = 0; k < column.length; k++) values[k * features.length + f] = column[k]!;
  });
  return { names: features.map(({ name }) => name), values };
}

/** All of {@link trajectoryFeatures} of these trajectories: what they have in common with no grouper's choice of features. */
export function describeTrajectories(trajectories: readonly Trajectory[]): TrajectoryFeatures {
  return computeFeatures(trajectories, Object.values(trajectoryFeatures));
}

/** How many values are missing: not finite. */
export function countMissing({ values }: TrajectoryFeatures): number {
  let missing = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i]!)) missing++;
  return missing;
}
