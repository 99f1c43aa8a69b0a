import type { Interval } from './interval.ts';
import type { ScoreCurves } from './score-curves.ts';

/** A statistic over runs at each bin of steps, with its pointwise interval. */
export interface IntervalCurve {
  /** Environment steps, the right edges of the bins. */
  readonly steps: readonly number[];
  readonly estimate: readonly number[];
  /** NaN with one run. */
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

export const toIntervalCurve = (steps: readonly number[], intervals: readonly Interval[]): IntervalCurve => ({
  steps,
  estimate: intervals.map(({ estimate }) => estimate),
  lower: intervals.map(({ lower }) => lower),
  upper: intervals.map(({ upper }) => upper),
});

/** The scores of one bin, runs × tasks. */
export const scoresAt = ({ scores }: Pick<ScoreCurves, 'scores'>, bin: number): number[][] => scores.map((run) => run.map((values) => values[bin]!));

/** `tasks[task]` of every run, as runs × tasks of one number each. */
export const mapCurves = ({ scores }: Pick<ScoreCurves, 'scores'>, measure: (values: readonly number[]) => number): number[][] =>
  scores.map((run) => run.map(measure));

/** Runs × tasks of run numbers: drawn again, they say which run's curve stands where. */
export const sourceRuns = ({ scores, tasks }: ScoreCurves): number[][] => scores.map((_, run) => tasks.map(() => run));
