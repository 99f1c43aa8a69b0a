import { groupMoments, moments } from '@cohort-rl/rollouts';
import type { GroupMoments } from '@cohort-rl/rollouts';
import { spread, standardizeValue, unstandardize } from './standardize.ts';

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
  /** Replaces everything. */
  restore(rows: HistoryRows): void;
  /** Standardised points, laid out as the rows; what is missing is 0, the mean. */
  toPoints(rows: HistoryRows): Float64Array;
  /** A centre from its lasting units (a return's: deviations of its task, where there are tasks) to those of points. */
  standardizeCenter(center: readonly number[]): number[];
  /** And back. */
  unstandardizeCenter(center: readonly number[]): number[];
}

/** @param relativeColumn feature that is taken relative to its task's mean and deviation in the history, where there are tasks; −1: none. */
export function createFeatureHistory(numFeatures: number, window: number, relativeColumn: number): FeatureHistory {
  let rows: HistoryRows = { values: new Float64Array(0), tasks: new Int32Array(0) };
  /** The rows' values with the relative column as points have it. */
  let relativeValues = rows.values;
  let taskReturns: GroupMoments | null = null;
  const means = new Float64Array(numFeatures);
  const stds = new Float64Array(numFeatures);

  /** The rows with the relative column in deviations of its task; NaN in a task that the history lacks. */
  function relative({ values, tasks }: HistoryRows): Float64Array {
    if (!taskReturns) return values;
    const result = values.slice();
    for (let k = 0; k < tasks.length; k++) {
      const task = tasks[k]!;
      const i = k * numFeatures + relativeColumn;
      if (task < 0) continue;
      if (!(taskReturns.counts[task]! > 0)) {
        result[i] = NaN;
        continue;
      }
      const centered = values[i]! - taskReturns.means[task]!;
      const std = spread(taskReturns.means[task]!, taskReturns.stds[task]!);
      result[i] = std > 0 || !Number.isFinite(centered) ? centered / std : 0;
    }
    return result;
  }

  /** The finite values of a feature, in order. */
  function finiteColumn(values: Float64Array, f: number): Float64Array {
    const column = new Float64Array(values.length / numFeatures);
    let size = 0;
    for (let i = f; i < values.length; i += numFeatures) if (Number.isFinite(values[i]!)) column[size++] = values[i]!;
    return column.subarray(0, size);
  }

  function fitTaskReturns({ values, tasks: given }: HistoryRows): GroupMoments | null {
    let numTasks = 0;
    const tasks = given.slice();
    const returns = new Float64Array(tasks.length);
    for (let k = 0; k < tasks.length; k++) {
      numTasks = Math.max(numTasks, tasks[k]! + 1);
      returns[k] = values[k * numFeatures + relativeColumn]!;
      if (!Number.isFinite(returns[k])) tasks[k] = -1;
    }
    return numTasks > 0 ? groupMoments(returns, tasks, numTasks) : null;
  }

  function restore({ values, tasks }: HistoryRows): void {
    const first = Math.max(0, tasks.length - window);
    rows = { values: values.slice(first * numFeatures), tasks: tasks.slice(first) };
    taskReturns = relativeColumn >= 0 ? fitTaskReturns(rows) : null;
    relativeValues = relative(rows);
    for (let f = 0; f < numFeatures; f++) {
      const { mean, std } = moments(finiteColumn(relativeValues, f));
      const isUsable = Number.isFinite(mean) && Number.isFinite(std);
      means[f] = isUsable ? mean : 0;
      stds[f] = isUsable ? spread(mean, std) : 0;
    }
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

    toPoints(list) {
      const values = list === rows ? relativeValues : relative(list);
      const points = new Float64Array(values.length);
      for (let at = 0; at < points.length; at += numFeatures) {
        for (let f = 0; f < numFeatures; f++) points[at + f] = standardizeValue(values[at + f]!, means[f]!, stds[f]!);
      }
      return points;
    },

    standardizeCenter: (center) => center.map((value, f) => standardizeValue(value, means[f]!, stds[f]!)),
    unstandardizeCenter: (center) => unstandardize(center, { means, stds }),
  };
}
