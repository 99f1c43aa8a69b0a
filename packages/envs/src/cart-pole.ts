import { ANGLE_LIMIT, physicsTable, POSITION_LIMIT } from './cart-pole-physics.ts';
import type { CartPoleParameters } from './cart-pole-physics.ts';
import { box, discrete } from './spaces.ts';
import type { Box } from './spaces.ts';
import type { Task } from './vector-env.ts';
import { checkInteger, checkOptionNames } from './validation.ts';

/** A cart-pole of a suite. */
export interface CartPoleTask extends Task, CartPoleParameters {
  /** Factor of every reward, 1 by default. */
  readonly rewardScale?: number;
}

/** Options of `CartPole-v1` and of suites of cart-poles. */
export interface CartPoleOptions {
  /** Steps after which an episode is truncated, 500 by default. */
  maxEpisodeSteps?: number;
  /** Reward 0 while the pole stands and -1 when it falls, in place of 1 a step. */
  suttonBartoReward?: boolean;
}

/** Options of suites of cart-poles. */
export interface CartPoleSuiteOptions extends CartPoleOptions {
  /** `uniformPerEpisode` (default): each episode draws its task; `fixed`: environment i always has task i mod tasks. */
  taskSampling?: 'uniformPerEpisode' | 'fixed';
  /** Whether observations end with the task as a one-hot vector, true by default. */
  taskId?: boolean;
}

/** Everything that the single and the vector form of one kind of cart-pole share. */
export interface CartPoleKind {
  readonly id: string;
  readonly tasks: readonly CartPoleTask[];
  /** The tasks' constants, see `physicsTable`. */
  readonly physics: Float64Array;
  readonly maxEpisodeSteps: number;
  readonly taskSampling: 'uniformPerEpisode' | 'fixed';
  readonly observationSpace: Box;
  /** Numbers of one-hot task id, 0 without. */
  readonly taskIdSize: number;
  /** Reward of a step that leaves the pole standing, a task. */
  readonly standingRewards: Float64Array;
  /** Reward of the step that ends the episode, a task. */
  readonly fallingRewards: Float64Array;
}

export const cartPoleActions = discrete(2);

/** @throws RangeError or TypeError for an invalid or unknown option. */
export function cartPoleKind(id: string, tasks: readonly CartPoleTask[], options: CartPoleSuiteOptions): CartPoleKind {
  const suite = tasks.length > 1;
  checkOptionNames(options, ['maxEpisodeSteps', 'suttonBartoReward', ...(suite ? ['taskSampling', 'taskId'] : [])]);
  const { maxEpisodeSteps = 500, suttonBartoReward = false, taskSampling = 'uniformPerEpisode', taskId = suite } = options;
  checkInteger('maxEpisodeSteps', maxEpisodeSteps, 1);
  if (taskSampling !== 'uniformPerEpisode' && taskSampling !== 'fixed') {
    throw new RangeError(`invalid taskSampling: ${String(taskSampling)}; expected one of uniformPerEpisode, fixed`);
  }
  for (const [name, value] of Object.entries({ suttonBartoReward, taskId })) {
    if (typeof value !== 'boolean') throw new TypeError(`invalid ${name}: ${String(value)}; expected true or false`);
  }
  const taskIdSize = taskId ? tasks.length : 0;
  const high = [2 * POSITION_LIMIT, Infinity, 2 * ANGLE_LIMIT, Infinity];
  const ids = Array.from({ length: taskIdSize }, () => 1);
  const scales = tasks.map(({ rewardScale = 1 }) => rewardScale);
  return {
    id,
    tasks,
    physics: physicsTable(tasks),
    maxEpisodeSteps,
    taskSampling,
    observationSpace: box([...high.map((bound) => -bound), ...ids.map(() => 0)], [...high, ...ids]),
    taskIdSize,
    standingRewards: Float64Array.from(scales, (scale) => (suttonBartoReward ? 0 : scale)),
    fallingRewards: Float64Array.from(scales, (scale) => (suttonBartoReward ? -scale : scale)),
  };
}
