import { fitStandardizer, standardize, unstandardize } from './standardize.ts';
import type { Standardizer } from './standardize.ts';
import { fitTaskReturns, relativeReturn } from './task-returns.ts';
import type { TaskReturns } from './task-returns.ts';

/** Features of one trajectory as they are, a missing one NaN. */
export interface HistoryRow {
  readonly values: readonly number[];
  /** −1 where the environment knows one task only. */
  readonly task: number;
}

/** The last trajectories' features, and the units in which points are compared: those of what it holds. */
export interface FeatureHistory {
  readonly rows: readonly HistoryRow[];
  /** Appends rows, drops the oldest beyond the window, and takes the units anew. */
  push(rows: readonly HistoryRow[]): void;
  /** Replaces everything. */
  restore(rows: readonly HistoryRow[]): void;
  /** Standardised point; what is missing is 0, the mean. */
  toPoint(row: HistoryRow): number[];
  /** A centre from its lasting units (a return's: deviations of its task) to those of points, and back. */
  standardizeCenter(center: readonly number[]): number[];
  unstandardizeCenter(center: readonly number[]): number[];
}

/** @param relativeColumn feature that is taken relative to its task's mean and deviation in the history, where there are tasks; −1: none. */
export function createFeatureHistory(numFeatures: number, window: number, relativeColumn: number): FeatureHistory {
  let rows: readonly HistoryRow[] = [];
  let taskReturns: TaskReturns = new Map();
  let standardizer: Standardizer = { means: new Float64Array(numFeatures), stds: new Float64Array(numFeatures) };

  const relative = ({ values, task }: HistoryRow): number[] =>
    values.map((value, f) => (f === relativeColumn && task >= 0 ? relativeReturn(value, task, taskReturns) : value));

  function restore(all: readonly HistoryRow[]): void {
    rows = all.slice(-window);
    const mask = new Int32Array(rows.length);
    if (relativeColumn >= 0) {
      const column = Float64Array.from(rows, ({ values }) => values[relativeColumn]!);
      taskReturns = fitTaskReturns(column, Int32Array.from(rows, ({ task }) => task), mask);
    }
    standardizer = fitStandardizer(Float64Array.from(rows.flatMap(relative)), numFeatures, mask);
  }

  return {
    get rows() {
      return rows;
    },
    push: (added) => restore([...rows, ...added]),
    restore,
    toPoint: (row) => standardize(relative(row), standardizer),
    standardizeCenter: (center) => standardize(center, standardizer),
    unstandardizeCenter: (center) => unstandardize(center, standardizer),
  };
}
