import { criticalValue } from './student-t.ts';
import type { StreamedBins } from './streamed-bins.ts';

/** Equal columns over environment steps, one a pixel: column k covers (k · maxStep / numColumns, (k + 1) · maxStep / numColumns]. */
export interface StepColumns {
  readonly maxStep: number;
  readonly numColumns: number;
}

/** What a line with its band shows in each column; NaN where there is nothing. */
export interface ColumnValues {
  readonly mean: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

export const createColumnValues = (numColumns: number): ColumnValues => {
  const none = (): Float64Array => new Float64Array(numColumns).fill(NaN);
  return { mean: none(), low: none(), high: none() };
};

/** The column that a step lies in. */
export const columnOf = ({ maxStep, numColumns }: StepColumns, step: number): number =>
  Math.min(numColumns - 1, Math.max(0, Math.ceil((step / maxStep) * numColumns) - 1));

/**
 * Thins a series to columns. A bin lies in the column of its left edge, so that each lies in one.
 *
 * Of one run, `mean` is the mean of all values in the column, `low` and `high` are the smallest and the largest of them: min–max decimation, no extreme
 * is lost; a column without a value is NaN. Of several runs, `mean` is the mean over runs of each run's mean, `low` and `high` bound its 95 % interval
 * by Student's t over runs; a run has the value of the column before where it has none, and there is no mean where a run has no value yet or has ended.
 *
 * @param from first column to fill; those before are left as they are.
 */
export function fillColumns(into: ColumnValues, runs: readonly StreamedBins[], name: string, columns: StepColumns, from = 0): void {
  for (const values of [into.mean, into.low, into.high]) values.fill(NaN, from);
  if (runs.length === 1) fillExtremes(into, runs[0]!, name, columns, from);
  else fillIntervals(into, runs, name, columns, from);
}

function fillExtremes({ mean, low, high }: ColumnValues, run: StreamedBins, name: string, columns: StepColumns, from: number): void {
  const bins = run.of(name);
  if (!bins) return;
  for (let column = from; column < columns.numColumns; column++) {
    const [start, end] = binsOfColumn(run, columns, column);
    if (start >= run.numBins) return;
    let [smallest, largest, total, count] = [Infinity, -Infinity, 0, 0];
    for (let bin = start; bin < end; bin++) {
      smallest = Math.min(smallest, bins.smallest[bin]!);
      largest = Math.max(largest, bins.largest[bin]!);
      total += bins.total[bin]!;
      count += bins.count[bin]!;
    }
    if (count === 0) continue;
    mean[column] = total / count;
    low[column] = smallest;
    high[column] = largest;
  }
}

function fillIntervals(into: ColumnValues, runs: readonly StreamedBins[], name: string, columns: StepColumns, from: number): void {
  const means = createRunMeans(columns.numColumns);
  for (const run of runs) {
    if (!run.of(name)) continue;
    let value = lastMeanBefore(run, name, columns, from);
    for (let column = from; column < columns.numColumns && binsOfColumn(run, columns, column)[0] < run.numBins; column++) {
      const own = meanOfColumn(run, name, columns, column);
      if (!Number.isNaN(own)) value = own;
      if (!Number.isNaN(value)) means.add(column, value);
    }
  }
  means.write(into, runs.length, from);
}

/** Values of several runs in each column, by Welford's recurrence. */
export interface RunMeans {
  add(column: number, value: number): void;
  /** Mean and 95 % interval by Student's t, where all runs have a value; the bounds of one run are NaN. */
  write(into: ColumnValues, numRuns: number, from: number): void;
}

export function createRunMeans(numColumns: number): RunMeans {
  const [counts, centers, squares] = [new Uint32Array(numColumns), new Float64Array(numColumns), new Float64Array(numColumns)];
  return {
    add(column, value) {
      const distance = value - centers[column]!;
      counts[column]! += 1;
      centers[column]! += distance / counts[column]!;
      squares[column]! += distance * (value - centers[column]!);
    },
    write({ mean, low, high }, numRuns, from) {
      const degrees = numRuns - 1;
      const critical = degrees === 0 ? NaN : studentT(degrees);
      for (let column = from; column < numColumns; column++) {
        const isKnown = counts[column] === numRuns;
        const half = critical * Math.sqrt(squares[column]! / degrees / numRuns);
        mean[column] = isKnown ? centers[column]! : NaN;
        low[column] = isKnown ? centers[column]! - half : NaN;
        high[column] = isKnown ? centers[column]! + half : NaN;
      }
    },
  };
}

/** The mean of the last column before `from` that has one; NaN without. */
export function lastMeanBefore(run: StreamedBins, name: string, columns: StepColumns, from: number): number {
  for (let column = from - 1; column >= 0; column--) {
    const value = meanOfColumn(run, name, columns, column);
    if (!Number.isNaN(value)) return value;
  }
  return NaN;
}

/** Bins [start, end) whose left edge lies in the column. */
export function binsOfColumn({ binSteps, numBins }: StreamedBins, { maxStep, numColumns }: StepColumns, column: number): [start: number, end: number] {
  const edge = (at: number): number => Math.min(numBins, Math.ceil((at * maxStep) / numColumns / binSteps));
  return [edge(column), edge(column + 1)];
}

/** NaN in a column without a value. */
export function meanOfColumn(run: StreamedBins, name: string, columns: StepColumns, column: number): number {
  const { total, count } = run.of(name)!;
  const [start, end] = binsOfColumn(run, columns, column);
  let [sum, number] = [0, 0];
  for (let bin = start; bin < end; bin++) {
    sum += total[bin]!;
    number += count[bin]!;
  }
  return sum / number;
}

const criticalValues: number[] = [];
const studentT = (degrees: number): number => (criticalValues[degrees] ??= criticalValue(0.95, degrees));
