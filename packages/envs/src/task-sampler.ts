import type { EnvKind } from './env-kind.ts';
import { nextBounded32 } from './pcg64.ts';
import { savedFields, savedIndex } from './saved-state.ts';
import type { EnvState } from './vector-env.ts';

/** Decides the task of each episode. */
export interface TaskSampler {
  /** The task of the next episode of an environment, or of a group of replicas. */
  draw(index: number, generators: Int32Array, g: number): number;
  /** Takes note of an episode's end. */
  record(task: number, succeeded: boolean): void;
  getState(): EnvState;
  setState(state: EnvState): void;
}

/** Mean success from which the next task of a curriculum is opened. */
const MASTERY = 0.7;
/** Weight of the last episode in the mean. */
const RATE = 0.05;

/**
 * `fixed`: index mod tasks. `uniformPerEpisode`: each with the same probability. `curriculum`: each that is open; at first that is the
 * first one, and another opens when of the last one's episodes an exponential mean of 0.7 (rate 0.05, from 0: 24 episodes at least)
 * ended by themselves. All environments of a vector share one curriculum.
 */
export function createTaskSampler({ tasks, taskSampling }: EnvKind): TaskSampler {
  const isCurriculum = taskSampling === 'curriculum';
  let open = isCurriculum ? 1 : tasks.length;
  let success = 0;
  return {
    draw(index, generators, g) {
      if (taskSampling === 'fixed') return index % tasks.length;
      return nextBounded32(generators, g, open);
    },

    record(task, succeeded) {
      if (!isCurriculum || task !== open - 1 || open === tasks.length) return;
      success += RATE * ((succeeded ? 1 : 0) - success);
      if (success < MASTERY) return;
      open++;
      success = 0;
    },

    getState: () => (isCurriculum ? { open, success } : null),

    setState(state) {
      if (!isCurriculum) return;
      const saved = savedFields(state);
      open = savedIndex('open', saved.open, tasks.length + 1);
      success = Number(saved.success);
      if (open < 1 || !(success >= 0 && success <= 1)) throw new RangeError(`invalid state: ${open} open tasks, success ${success}`);
    },
  };
}
