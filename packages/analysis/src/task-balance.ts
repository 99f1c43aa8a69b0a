import { giniCoefficient, jainIndex, worstTaskScore } from './group-fairness.ts';
import { binsOfColumn, createRunMeans, lastMeanBefore, meanOfColumn } from './step-columns.ts';
import type { ColumnValues, StepColumns } from './step-columns.ts';
import type { StreamedBins } from './streamed-bins.ts';

/** How evenly a run does on its tasks, column by column. */
export interface TaskBalance<T> {
  readonly worstTaskScore: T;
  readonly jainIndex: T;
  readonly giniCoefficient: T;
}

const measures: TaskBalance<(scores: ArrayLike<number>) => number> = { worstTaskScore, jainIndex, giniCoefficient };

/**
 * Worst task's score, Jain's index and Gini coefficient over training, as `groupFairness` defines them, of one run, or the mean over several with its 95 %
 * interval by Student's t (bounds of one run are NaN). A task has the score of the column before where it has none; there is no value before all tasks
 * have one, nor after a run's end.
 * @param runs `taskReturns` of the monitors of one or more runs, as normalised scores: returns of several tasks cannot be compared.
 * @param from first column to fill; those before are left as they are.
 */
export function fillTaskBalance(into: TaskBalance<ColumnValues>, runs: readonly StreamedBins[], tasks: readonly string[], columns: StepColumns, from = 0): void {
  const names = Object.keys(measures) as (keyof TaskBalance<unknown>)[];
  const means = names.map(() => createRunMeans(columns.numColumns));
  const scores = new Float64Array(tasks.length);
  for (const run of runs) {
    if (tasks.some((task) => !run.of(task))) continue;
    tasks.forEach((task, i) => { scores[i] = lastMeanBefore(run, task, columns, from); });
    for (let column = from; column < columns.numColumns && binsOfColumn(run, columns, column)[0] < run.numBins; column++) {
      tasks.forEach((task, i) => {
        const own = meanOfColumn(run, task, columns, column);
        if (!Number.isNaN(own)) scores[i] = own;
      });
      if (scores.some(Number.isNaN)) continue;
      names.forEach((name, i) => means[i]!.add(column, measures[name](scores)));
    }
  }
  names.forEach((name, i) => means[i]!.write(into[name], runs.length, from));
}
