import type { Scene } from './scene.ts';
import { shownValue } from './shown-value.ts';
import { box, discrete, flatSize } from './spaces.ts';
import type { ActionSpace, Space, SpaceElement } from './spaces.ts';
import { checkInteger } from './validation.ts';
import type { Task } from './vector-env.ts';

/** What a step leaves behind beside the next state; reused. */
export interface Outcome {
  reward: number;
  terminated: boolean;
}

/**
 * The rules of one environment on a structure of arrays: its state is `stateSize` numbers from `states[s]`, its random
 * generator the words from `generators[g]`. Nothing is allocated but by `element` and `render`.
 */
export interface EnvRules {
  readonly observationSpace: Space;
  readonly actionSpace: ActionSpace;
  readonly stateSize: number;
  /** Draws the first state of an episode. */
  start(states: Float64Array, s: number, generators: Int32Array, g: number): void;
  /** One step; the action is an index from 0, or the number of a Box of one. */
  step(states: Float64Array, s: number, action: number, generators: Int32Array, g: number, outcome: Outcome): void;
  /** Writes the flattened observation. */
  observe(states: Float64Array, s: number, target: Float32Array, offset: number): void;
  /** The observation as an element of its space; needed unless that is a Box. */
  element?(states: Float64Array, s: number): SpaceElement;
  /** Writes 1 for each action that is of use now, 0 for the others. */
  mask?(states: Float64Array, s: number, target: Uint8Array, offset: number): void;
  render(states: Float64Array, s: number): Scene;
}

/** A task of a suite; an environment that is no suite has one. */
export interface KindTask {
  readonly task: Task;
  readonly rules: EnvRules;
  /** Infinity without a time limit. */
  readonly maxEpisodeSteps: number;
}

/** Everything that the single and the vector form of an environment share. */
export interface EnvKind {
  readonly id: string;
  readonly tasks: readonly KindTask[];
  readonly taskSampling: 'uniformPerEpisode' | 'fixed' | 'curriculum';
  readonly observationSpace: Space;
  readonly actionSpace: ActionSpace;
  /** Numbers of an observation before the task id: those of the task with the most, others are followed by zeros. */
  readonly contentSize: number;
  /** Numbers of one-hot task id that end an observation, 0 without. */
  readonly taskIdSize: number;
  /** Numbers of state: those of the task with the most. */
  readonly stateSize: number;
  readonly hasActionMasks: boolean;
}

/** The kind of an environment with one task. */
export function singleKind(id: string, rules: EnvRules, maxEpisodeSteps: number): EnvKind {
  if (maxEpisodeSteps !== Infinity) checkInteger('maxEpisodeSteps', maxEpisodeSteps, 1);
  const { observationSpace, actionSpace, stateSize } = rules;
  return {
    id,
    tasks: [{ task: { name: id }, rules, maxEpisodeSteps }],
    taskSampling: 'fixed',
    observationSpace,
    actionSpace,
    contentSize: flatSize(observationSpace),
    taskIdSize: 0,
    stateSize,
    hasActionMasks: rules.mask !== undefined,
  };
}

/** Options of every suite of tasks. */
export interface SuiteOptions {
  /**
   * `uniformPerEpisode` (default): each episode draws its task; `fixed`: environment i always has task i mod tasks; `curriculum`,
   * where a suite's tasks are in order of difficulty: tasks open one after the other, see `createTaskSampler`.
   */
  taskSampling?: 'uniformPerEpisode' | 'fixed' | 'curriculum';
  /** Whether observations end with the task as a one-hot vector, true by default. */
  taskId?: boolean;
}

export const suiteOptionNames = ['taskSampling', 'taskId'] as const;

/**
 * The kind of a suite of tasks behind one policy. Observations are as long as the longest, shorter ones followed by zeros, then
 * by the one-hot task id; with different numbers of actions, those that a task lacks are masked.
 * @throws RangeError or TypeError for an invalid option.
 */
export function suiteKind(
  id: string, tasks: readonly KindTask[], { taskSampling = 'uniformPerEpisode', taskId = true }: SuiteOptions,
  { hasCurriculum = false } = {},
): EnvKind {
  const samplings = ['uniformPerEpisode', 'fixed', ...(hasCurriculum ? ['curriculum'] : [])];
  if (!samplings.includes(taskSampling)) {
    throw new RangeError(`invalid taskSampling: ${shownValue(taskSampling)}; expected one of ${samplings.join(', ')}`);
  }
  if (typeof taskId !== 'boolean') throw new TypeError(`invalid taskId: ${shownValue(taskId)}; expected true or false`);
  for (const { maxEpisodeSteps } of tasks) checkInteger('maxEpisodeSteps', maxEpisodeSteps, 1);
  const contentSize = Math.max(...tasks.map(({ rules }) => flatSize(rules.observationSpace)));
  const taskIdSize = taskId ? tasks.length : 0;
  const size = contentSize + taskIdSize;
  const low = new Float32Array(size).fill(Infinity);
  const high = new Float32Array(size).fill(-Infinity);
  for (const { rules } of tasks) {
    for (let i = 0; i < size; i++) {
      const [least, most] = bounds(rules.observationSpace, i, contentSize);
      low[i] = Math.min(low[i]!, least);
      high[i] = Math.max(high[i]!, most);
    }
  }
  const numActions = tasks.map(({ rules }) => (rules.actionSpace.kind === 'Discrete' ? rules.actionSpace.n : 0));
  const mostActions = Math.max(...numActions);
  return {
    id,
    tasks,
    taskSampling,
    observationSpace: box(low, high),
    actionSpace: discrete(mostActions),
    contentSize,
    taskIdSize,
    stateSize: Math.max(...tasks.map(({ rules }) => rules.stateSize)),
    hasActionMasks: tasks.some(({ rules }, task) => rules.mask !== undefined || numActions[task]! < mostActions),
  };
}

/** Bounds of number i of a suite's observation in a task: its own, 0 in the padding, 0 and 1 in the task id. */
function bounds(space: Space, i: number, contentSize: number): [number, number] {
  if (i >= contentSize) return [0, 1];
  if (i >= flatSize(space)) return [0, 0];
  return space.kind === 'Box' ? [space.low[i]!, space.high[i]!] : [0, 1];
}

/** Writes an observation as policies see it: the task's own numbers, zeros up to the longest task's, the one-hot task id. */
export function writeObservation(
  kind: EnvKind, task: number, states: Float64Array, s: number, target: Float32Array, offset: number,
): void {
  const { contentSize, taskIdSize, tasks } = kind;
  const { rules } = tasks[task]!;
  if (taskIdSize > 0 || tasks.length > 1) target.fill(0, offset, offset + contentSize + taskIdSize);
  rules.observe(states, s, target, offset);
  if (taskIdSize > 0) target[offset + contentSize + task] = 1;
}

/** Writes which actions are allowed: a task's own mask, and none that it lacks. */
export function writeMask(
  kind: EnvKind, task: number, states: Float64Array, s: number, target: Uint8Array, offset: number,
): void {
  const { rules } = kind.tasks[task]!;
  const own = rules.actionSpace.kind === 'Discrete' ? rules.actionSpace.n : 0;
  const all = kind.actionSpace.kind === 'Discrete' ? kind.actionSpace.n : 0;
  if (rules.mask) rules.mask(states, s, target, offset);
  else target.fill(1, offset, offset + own);
  target.fill(0, offset + own, offset + all);
}
