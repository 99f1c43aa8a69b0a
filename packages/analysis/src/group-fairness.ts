import { toMatrix } from './aggregate-scores.ts';
import type { Scores } from './aggregate-scores.ts';
import { bootstrapAll } from './bootstrap.ts';
import type { IntervalCurve } from './interval-curve.ts';
import type { Interval } from './interval.ts';
import type { BootstrapOptions } from './resampling.ts';
import type { ScoreCurves } from './score-curves.ts';
import { runMeanCurve, statisticCurves } from './statistic-curves.ts';

/** What {@link groupFairness} measures, of an `Interval` at the end or an `IntervalCurve` over training. */
export interface FairnessMeasures<T> {
  readonly worstTaskScore: T;
  readonly minimumOfMeans: T;
  readonly jainIndex: T;
  readonly giniCoefficient: T;
  readonly maxMinGap: T;
}

/** How evenly an algorithm does on the tasks of a suite. */
export interface GroupFairness {
  /** Of the final scores. */
  readonly final: FairnessMeasures<Interval>;
  readonly overTraining: FairnessMeasures<IntervalCurve>;
}

/**
 * How evenly an algorithm does on its tasks, at the end and over training. Scores are normalised, or no two tasks can be compared. The
 * groups that are treated fairly or not are the suite's tasks, whatever the algorithm grouped by.
 *
 * Equality alone is no merit: a policy that fails everywhere is perfectly fair by Jain, Gini and the gap. Read the worst task's score first.
 * @param finalScores runs × tasks, in the order of `curves.seeds` and `curves.tasks`.
 */
export function groupFairness(curves: ScoreCurves, finalScores: Scores, options: BootstrapOptions = {}): GroupFairness {
  const measures = Object.values(fairnessMeasures);
  const final = bootstrapAll(
    finalScores,
    measures.length,
    (sample, values) => measures.forEach((measure, i) => { values[i] = measure(sample); }),
    options,
  );
  const overTraining =
    options.resampling === 'runs'
      ? { ...mapMeasures(rowMeasures, (measure) => runMeanCurve(curves, measure, options)), minimumOfMeans: statisticCurves(curves, [minimumOfMeans], options)[0]! }
      : named(statisticCurves(curves, measures, options));
  return { final: named(final), overTraining };
}

/** Mean over runs of the smallest score over tasks: what one run can be trusted to do on its worst task, whichever that is. */
export const worstTaskScore = (scores: Scores): number => meanOverRuns(scores, rowMeasures.worstTaskScore);

/**
 * Smallest over tasks of the mean over runs: how an algorithm does on the task that is hardest for it. Never below
 * {@link worstTaskScore}; far above it where different runs fail on different tasks.
 */
export function minimumOfMeans(scores: Scores): number {
  const rows = toMatrix(scores);
  let smallest = Infinity;
  for (let task = 0; task < rows[0]!.length; task++) {
    let sum = 0;
    for (const row of rows) sum += row[task]!;
    smallest = Math.min(smallest, sum / rows.length);
  }
  return smallest;
}

/**
 * Mean over runs of Jain's index of the scores over tasks, scores below 0 counted as 0: (Σx)² / (n Σx²), from 1/n (one task has
 * everything) to 1 (all are equal). 1 where all are 0.
 * Source: Jain, Chiu and Hawe 1984, "A quantitative measure of fairness and discrimination", equation 2.
 */
export const jainIndex = (scores: Scores): number => meanOverRuns(scores, rowMeasures.jainIndex);

/**
 * Mean over runs of the Gini coefficient of the scores over tasks, scores below 0 counted as 0: half the mean absolute difference of all
 * pairs over the mean, from 0 (all are equal) to 1 − 1/n. 0 where all are 0.
 * Source: Gini 1912; Sen 1973, "On economic inequality", section 2.8.
 */
export const giniCoefficient = (scores: Scores): number => meanOverRuns(scores, rowMeasures.giniCoefficient);

/** Mean over runs of the largest minus the smallest score over tasks. */
export const maxMinGap = (scores: Scores): number => meanOverRuns(scores, rowMeasures.maxMinGap);

/** Of the scores of one run. */
const rowMeasures = {
  worstTaskScore: minimum,
  jainIndex: (row: ArrayLike<number>): number => {
    let [sum, squares] = [0, 0];
    for (let task = 0; task < row.length; task++) {
      const score = Math.max(0, row[task]!);
      sum += score;
      squares += score * score;
    }
    return squares === 0 ? 1 : (sum * sum) / (row.length * squares);
  },
  giniCoefficient: (row: ArrayLike<number>): number => {
    let [sum, differences] = [0, 0];
    for (let i = 0; i < row.length; i++) {
      const score = Math.max(0, row[i]!);
      sum += score;
      for (let j = 0; j < i; j++) differences += Math.abs(score - Math.max(0, row[j]!));
    }
    return sum === 0 ? 0 : differences / (row.length * sum);
  },
  maxMinGap: (row: ArrayLike<number>): number => {
    let largest = -Infinity;
    for (let task = 0; task < row.length; task++) largest = Math.max(largest, row[task]!);
    return largest - minimum(row);
  },
};

const fairnessMeasures = { worstTaskScore, minimumOfMeans, jainIndex, giniCoefficient, maxMinGap } satisfies FairnessMeasures<
  (scores: Scores) => number
>;

const named = <T>(values: readonly T[]): FairnessMeasures<T> =>
  Object.fromEntries(Object.keys(fairnessMeasures).map((name, i) => [name, values[i]!])) as unknown as FairnessMeasures<T>;

const mapMeasures = <K extends string, T, U>(measures: Readonly<Record<K, T>>, change: (measure: T) => U): Record<K, U> =>
  Object.fromEntries(Object.entries<T>(measures).map(([name, measure]) => [name, change(measure)])) as Record<K, U>;

function minimum(row: ArrayLike<number>): number {
  let smallest = Infinity;
  for (let task = 0; task < row.length; task++) smallest = Math.min(smallest, row[task]!);
  return smallest;
}

function meanOverRuns(scores: Scores, measure: (row: ArrayLike<number>) => number): number {
  const rows = toMatrix(scores);
  let sum = 0;
  for (const row of rows) sum += measure(row);
  return sum / rows.length;
}
