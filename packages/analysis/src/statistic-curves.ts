import type { ScoreMatrix } from './aggregate-scores.ts';
import { bootstrapAll } from './bootstrap.ts';
import { scoresAt, sourceRuns, toIntervalCurve } from './interval-curve.ts';
import type { IntervalCurve } from './interval-curve.ts';
import type { BootstrapOptions } from './resampling.ts';
import type { ScoreCurves } from './score-curves.ts';

/**
 * Several statistics of runs × tasks at each bin, with pointwise bootstrap intervals; all bins and statistics share their draws.
 * @returns one curve per statistic.
 */
export function statisticCurves(
  curves: ScoreCurves,
  statistics: readonly ((scores: ScoreMatrix) => number)[],
  options: BootstrapOptions,
): IntervalCurve[] {
  const { steps, scores } = curves;
  const matrix = scores.map((run) => new Float64Array(run.length));
  const intervals = bootstrapAll(
    sourceRuns(curves),
    statistics.length * steps.length,
    (sources, values) => {
      for (let bin = 0, place = 0; bin < steps.length; bin++) {
        for (let run = 0; run < matrix.length; run++) {
          const [row, source] = [matrix[run]!, sources[run]!];
          for (let task = 0; task < row.length; task++) row[task] = scores[source[task]!]![task]![bin]!;
        }
        for (const statistic of statistics) values[place++] = statistic(matrix);
      }
    },
    options,
  );
  return statistics.map((_, i) => toIntervalCurve(steps, steps.map((_step, bin) => intervals[bin * statistics.length + i]!)));
}

/**
 * {@link statisticCurves} of the mean over runs of a measure of each run's scores, where whole runs are drawn (`resampling: 'runs'`): measured once and
 * not in every resample, to the same numbers.
 */
export function runMeanCurve(curves: ScoreCurves, measure: (row: ArrayLike<number>) => number, options: BootstrapOptions): IntervalCurve {
  const perBin = curves.steps.map((_, bin) => scoresAt(curves, bin).map(measure));
  const values = curves.scores.map((_, run) => perBin.map((bin) => bin[run]!));
  const means = (sample: ScoreMatrix, out: Float64Array): void => {
    out.fill(0);
    for (const row of sample) for (let bin = 0; bin < out.length; bin++) out[bin]! += row[bin]!;
    for (let bin = 0; bin < out.length; bin++) out[bin]! /= sample.length;
  };
  return toIntervalCurve(curves.steps, bootstrapAll(values, curves.steps.length, means, { ...options, resampling: 'runs' }));
}
