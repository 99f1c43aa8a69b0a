import type { ScoreMatrix } from './aggregate-scores.ts';
import { bootstrapAll } from './bootstrap.ts';
import { sourceRuns, toIntervalCurve } from './interval-curve.ts';
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
