import type { GroupMoments } from '@cohort-rl/rollouts';
import { fitStandardizer, standardize, unstandardize } from './standardize.ts';
import { fitTaskReturns, relativeReturn } from './task-returns.ts';

/** Features of trajectories, `values[k * numFeatures + f]`; what is not finite is missing. */
export interface HistoryRows {
  readonly values: Float64Array;
  /** −1 where the environment knows one task only. */
  readonly tasks: Int32Array;
}

/** The last trajectories' features, and the units in which points are compared: those of what it holds. */
export interface FeatureHistory {
  readonly rows: HistoryRows;
  /** Appends rows, drops the oldest beyond the window, and takes the units anew. */
  push(rows: HistoryRows): void;
  /** Replaces everything; the rows are its own from then on. */
  restore(rows: HistoryRows): void;
  /** Standardised points, laid out as the rows; what is missing is 0, the mean. */
  toPoints(rows: HistoryRows): Float64Array;
  /** A centre from its lasting units (a return's: deviations of its task, where there are tasks) to those of points. */
  standardizeCenter(center: readonly number[]): Float64Array;
  /** And back. */
  unstandardizeCenter(center: Float64Array): number[];
}

/** @param relativeColumn feature that is taken relative to its task's mean and deviation in the history, where there are tasks; −1: none. */
export function createFeatureHistory(numFeatures: number, window: number, relativeColumn: number): FeatureHistory {
  let rows: HistoryRows = { values: new Float64Array(0), tasks: new Int32Array(0) };
  /** The rows' values with the relative column as points have it. */
  let relativeValues = rows.values;
  let taskReturns: GroupMoments | null = null;
  let standardizer = fitStandardizer(rows.values, numFeatures);

  /** The rows with the relative column in deviations of its task; NaN in a task that the history lacks. */
  function relative({ values, tasks }: HistoryRows): Float64Array {
    if (!taskReturns) return values;
    const result = values.slice();
    for (let k = 0; k < tasks.length; k++) {
      const i = k * numFeatures + relativeColumn;
      if (tasks[k]! >= 0) result[i] = relativeReturn(values[i]!, tasks[k]!, taskReturns);
    }
    return result;
  }

  function restore({ values, tasks }: HistoryRows): void {
    rows = { values: values.subarray(-window * numFeatures), tasks: tasks.subarray(-window) };
    taskReturns = null;
    if (relativeColumn >= 0) {
      const returns = new Float64Array(rows.tasks.length);
      for (let k = 0; k < returns.length; k++) returns[k] = rows.values[k * numFeatures + relativeColumn]!;
      taskReturns = fitTaskReturns(returns, rows.tasks);
    }
    relativeValues = relative(rows);
    standardizer = fitStandardizer(relativeValues, numFeatures);
  }

  return {
    get rows() {
      return rows;
    },

    push({ values, tasks }) {
      const all = { values: new Float64Array(rows.values.length + values.length), tasks: new Int32Array(rows.tasks.length + tasks.length) };
      all.values.set(rows.values);
      all.values.set(values, rows.values.length);
      all.tasks.set(rows.tasks);
      all.tasks.set(tasks, rows.tasks.length);
      restore(all);
    },

    restore,


    toPoints: (list) => standardize(list === rows ? relativeValues : relative(list), standardizer),
    standardizeCenter: (center) => standardize(center, standardizer),
    unstandardizeCenter: (center) => unstandardize(center, standardizer),
  };
}
