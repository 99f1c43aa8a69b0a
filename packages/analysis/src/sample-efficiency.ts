import { mean } from './aggregate-scores.ts';
import { bootstrapAll, stratifiedBootstrap } from './bootstrap.ts';
import { interquartileBootstrap } from './interquartile-bootstrap.ts';
import { mapCurves, scoresAt, sourceRuns, toIntervalCurve } from './interval-curve.ts';
import type { IntervalCurve } from './interval-curve.ts';
import type { Interval } from './interval.ts';
import type { BootstrapOptions } from './resampling.ts';
import type { ScoreCurves } from './score-curves.ts';
import { kaplanMeier, restrictedMean, survivalMedian } from './survival.ts';

/** How fast an algorithm learns. */
export interface SampleEfficiency {
  /** Score that counts as learned. */
  readonly threshold: number;
  /** Environment steps that every run had: where runs that have not reached the threshold are censored. */
  readonly budget: number;
  /** Mean over runs × tasks of the mean score over training: 1 would be an expert from the first step. */
  readonly areaUnderCurve: Interval;
  /** Mean over runs × tasks of min(steps to the threshold, budget). */
  readonly restrictedMeanSteps: Interval;
  /** Kaplan–Meier median of the steps to the threshold over runs × tasks; Infinity where fewer than half reach it. */
  readonly medianSteps: Interval;
  /** Share of runs × tasks that reach the threshold. */
  readonly shareReached: Interval;
  /** IQM over runs × tasks of the scores, over training. */
  readonly interquartileMean: IntervalCurve;
  readonly tasks: readonly {
    readonly task: string;
    readonly areaUnderCurve: Interval;
    readonly restrictedMeanSteps: Interval;
    readonly medianSteps: Interval;
    /** Number of runs that reach the threshold. */
    readonly reached: number;
  }[];
}

/** How {@link sampleEfficiency} judges. */
export interface SampleEfficiencyOptions extends BootstrapOptions {
  /** Score that counts as learned, default 0.5: half-way from a random policy to an expert, on normalised scores. */
  readonly threshold?: number;
}

/**
 * Steps to a threshold, area under the learning curve and IQM over training of one algorithm.
 *
 * A run reaches the threshold on a task in the first bin of steps whose mean score is at least that; the bin's right edge counts, so
 * that times are whole multiples of a bin. A run that does not is censored at the budget: it enters the median by Kaplan and
 * Meier's estimate and the mean as the budget itself (restricted mean), never as missing.
 */
export function sampleEfficiency(curves: ScoreCurves, { threshold = 0.5, ...options }: SampleEfficiencyOptions = {}): SampleEfficiency {
  if (!Number.isFinite(threshold)) throw new RangeError(`invalid threshold: ${threshold}; expected a finite number`);
  const budget = curves.steps.at(-1)!;
  const areas = mapCurves(curves, areaUnderCurve);
  const firsts = mapCurves(curves, (values) => values.findIndex((value) => value >= threshold));
  const times = firsts.map((run) => run.map((bin) => (bin < 0 ? budget : curves.steps[bin]!)));
  const isReached = firsts.map((run) => run.map((bin) => bin >= 0));

  const stepsToThreshold = (tasks: readonly number[]): { mean: Interval; median: Interval; share: Interval } => {
    const sources = sourceRuns(curves).map((row) => tasks.map((task) => row[task]!));
    const [average, median, share] = bootstrapAll(
      sources,
      3,
      (runs, values) => {
        const drawn = runs.flatMap((row) => tasks.map((task, i) => ({ time: times[row[i]!]![task]!, hit: isReached[row[i]!]![task]! })));
        const hits = drawn.map(({ hit }) => hit);
        const survival = kaplanMeier(drawn.map(({ time }) => time), hits);
        values[0] = restrictedMean(survival);
        values[1] = survivalMedian(survival);
        values[2] = hits.filter(Boolean).length / hits.length;
      },
      options,
    );
    return { mean: average!, median: median!, share: share! };
  };

  const all = stepsToThreshold([...curves.tasks.keys()]);
  return {
    threshold,
    budget,
    areaUnderCurve: stratifiedBootstrap(areas, mean, options),
    restrictedMeanSteps: all.mean,
    medianSteps: all.median,
    shareReached: all.share,
    interquartileMean: toIntervalCurve(
      curves.steps,
      interquartileBootstrap(curves.steps.map((_, bin) => scoresAt(curves, bin)), options),
    ),
    tasks: curves.tasks.map((task, i) => {
      const own = stepsToThreshold([i]);
      return {
        task,
        areaUnderCurve: stratifiedBootstrap(areas.map((row) => [row[i]!]), mean, options),
        restrictedMeanSteps: own.mean,
        medianSteps: own.median,
        reached: isReached.filter((row) => row[i]!).length,
      };
    }),
  };
}

/** Mean of a score over equal bins of steps: the area under its curve over the budget, in units of the score. */
export function areaUnderCurve(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
