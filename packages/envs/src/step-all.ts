import type { KindTask, Outcome } from './env-kind.ts';
import { PCG64_WORDS } from './pcg64.ts';

/** What a step of a vector of environments reads and writes, an environment after the other in each array. */
export interface SteppedVector {
  readonly tasks: readonly KindTask[];
  readonly currentTasks: Int32Array;
  /** How many actions each task has; 0 where an action is the number of a box. */
  readonly numActions: Int32Array;
  readonly stateSize: number;
  readonly states: Float64Array;
  readonly generators: Int32Array;
  /** Steps of the episodes. */
  readonly elapsed: Int32Array;
  readonly observationSize: number;
  readonly observations: Float32Array;
  readonly rewards: Float64Array;
  readonly terminated: Uint8Array;
  readonly truncated: Uint8Array;
  /** 1 where an episode is over and the environment waits; null where none ever does. */
  readonly waiting: Uint8Array | null;
  /** Filled with the environments that wait, or whose episode ends with this step, in their order. */
  readonly paused: Int32Array;
  readonly outcome: Outcome;
}

/**
 * One step of every environment that does not wait. A function of the module, not of each vector: so V8 has one to compile, and knows
 * the constants of all that it calls. Restarts are left to the caller, who has `paused` for it: they are rare, and this loop is not.
 * @returns how many are paused.
 * @throws RangeError for an invalid action, before anything moves.
 */
export function stepAll(vector: SteppedVector, actions: Int32Array | Float32Array): number {
  const { tasks, currentTasks, stateSize, states, generators, elapsed, observationSize, observations, rewards, terminated, truncated, waiting, paused, outcome } = vector;
  checkActions(vector, actions);
  let numPaused = 0;
  for (let env = 0; env < paused.length; env++) {
    if (waiting !== null && waiting[env] === 1) {
      paused[numPaused++] = env;
      continue;
    }
    const { rules, maxEpisodeSteps } = tasks[currentTasks[env]!]!;
    const s = env * stateSize;
    rules.step(states, s, actions[env]!, generators, env * PCG64_WORDS, outcome);
    rules.observe(states, s, observations, env * observationSize);
    const steps = elapsed[env]! + 1;
    const isTerminated = outcome.terminated ? 1 : 0;
    const isTruncated = steps >= maxEpisodeSteps ? 1 : 0;
    elapsed[env] = steps;
    rewards[env] = outcome.reward;
    terminated[env] = isTerminated;
    truncated[env] = isTruncated;
    // No branch: when an episode ends is hard to predict.
    paused[numPaused] = env;
    numPaused += isTerminated | isTruncated;
  }
  return numPaused;
}

function checkActions({ numActions, currentTasks, waiting }: SteppedVector, actions: Int32Array | Float32Array): void {
  for (let env = 0; env < actions.length; env++) {
    const action = actions[env]!;
    const n = numActions[currentTasks[env]!]!;
    if (n > 0 ? action === (action | 0) && action >= 0 && action < n : action - action === 0) continue;
    if (waiting !== null && waiting[env] === 1) continue;
    const expected = n > 0 ? `an integer from 0 to ${n - 1}` : 'a finite number';
    throw new RangeError(`invalid action of environment ${env}: ${action}; expected ${expected}`);
  }
}
