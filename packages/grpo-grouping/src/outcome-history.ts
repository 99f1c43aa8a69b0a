import type { Json } from '@cohort-rl/rollouts';

/** Outcomes of the last complete trajectories, oldest first, with the task of each. */
export interface OutcomeHistory {
  /** Appends outcomes, and drops the oldest beyond the window. */
  push(outcomes: Float64Array, tasks: Int32Array): void;
  /** Those of a task, or all. */
  outcomesOf(task: number | null): Float64Array;
  getState(): Json;
  setState(state: Json): void;
}

/** @throws RangeError for a window that is not a positive integer. */
export function createOutcomeHistory(window: number): OutcomeHistory {
  if (!Number.isSafeInteger(window) || window < 1) throw new RangeError(`invalid window: ${window}; expected a positive integer`);
  let outcomes: readonly number[] = [];
  let tasks: readonly number[] = [];
  return {
    push(added, addedTasks) {
      outcomes = [...outcomes, ...added].slice(-window);
      tasks = [...tasks, ...addedTasks].slice(-window);
    },
    outcomesOf: (task) => Float64Array.from(outcomes.filter((_, k) => task === null || tasks[k] === task)),
    getState: () => ({ outcomes, tasks }),
    setState(state) {
      ({ outcomes, tasks } = state as { outcomes: number[]; tasks: number[] });
    },
  };
}
