import { createRollout } from '@cohort-rl/rollouts';
import type { Trajectory } from '@cohort-rl/rollouts';

/** An episode for tests; what is left out is 0, length 1, complete. */
export interface EpisodeSpec {
  readonly return?: number;
  readonly length?: number;
  readonly task?: number;
  readonly isCut?: boolean;
  /** Ended by a time limit. */
  readonly isTruncated?: boolean;
  readonly startId?: number;
  /** Critic's value after the last step. */
  readonly lastValue?: number;
  /** One per step; else the return spread evenly. */
  readonly rewards?: readonly number[];
  readonly values?: readonly number[];
  readonly advantages?: readonly number[];
  readonly logProbabilities?: readonly number[];
  /** Two numbers per step. */
  readonly observations?: readonly (readonly [number, number])[];
}

/** One environment per episode, all from step 0. */
export function trajectoriesOf(specs: readonly EpisodeSpec[], numTasks = 1): Trajectory[] {
  if (specs.length === 0) return [];
  const rollout = createRollout({
    numSteps: Math.max(...specs.map(({ length = 1 }) => length)),
    numEnvs: specs.length,
    observationSize: 2,
    actionSize: 1,
    taskInfo: Array.from({ length: numTasks }, (_, task) => ({ name: `task ${task}` })),
  });
  return specs.map((spec, env) => {
    const { length = 1, task = 0, isCut = false, isTruncated = false, startId, return: episodeReturn = 0 } = spec;
    for (let t = 0; t < length; t++) {
      const i = t * specs.length + env;
      rollout.rewards[i] = spec.rewards?.[t] ?? episodeReturn / length;
      rollout.values[i] = spec.values?.[t] ?? 0;
      rollout.advantages[i] = spec.advantages?.[t] ?? 0;
      rollout.logProbabilities[i] = spec.logProbabilities?.[t] ?? 0;
      rollout.observations.set(spec.observations?.[t] ?? [0, 0], 2 * i);
    }
    rollout.lastValues[env] = spec.lastValue ?? 0;
    const [terminated, truncated] = [!isCut && !isTruncated, !isCut && isTruncated];
    const view = { rollout, env, start: 0, length, episodeReturn, episodeLength: length, isComplete: !isCut, terminated, truncated, task };
    return startId === undefined ? view : { ...view, startId };
  });
}
