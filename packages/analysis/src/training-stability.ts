import { mean } from './aggregate-scores.ts';
import { stratifiedBootstrap } from './bootstrap.ts';
import { mapCurves, sourceRuns } from './interval-curve.ts';
import { sortedQuantile } from './interval.ts';
import type { Interval } from './interval.ts';
import type { BootstrapOptions } from './resampling.ts';
import type { ScoreCurves } from './score-curves.ts';

/** How steadily an algorithm learns. All but the share are in units of the score, per bin of steps where they are of differences. */
export interface TrainingStability {
  /** Interquartile range of the differences from bin to bin, mean over runs × tasks: how much a curve jitters. Lower is better. */
  readonly dispersionAcrossTime: Interval;
  /** Interquartile range over runs, mean over bins and tasks: how much the seed matters. Lower is better. */
  readonly dispersionAcrossRuns: Interval;
  /** CVaR of the differences from bin to bin: the mean of the worst 5 % of steps, mean over runs × tasks. Higher (less negative) is better. */
  readonly shortTermRisk: Interval;
  /** CVaR of the drawdown: the mean of the worst 5 % of falls below the best score so far, mean over runs × tasks. Lower is better. */
  readonly longTermRisk: Interval;
  /** CVaR over runs of the final bin, mean over tasks: what the unluckiest seeds end with. Higher is better. */
  readonly riskAcrossRuns: Interval;
  /** Collapses per run and task. Lower is better. */
  readonly collapses: Interval;
  /** How many there were in all. */
  readonly collapseCount: number;
}

/** How {@link trainingStability} judges. */
export interface TrainingStabilityOptions extends BootstrapOptions {
  /** Tail that the risks are the mean of, default 0.05. */
  readonly tail?: number;
  /** Fall from the best score so far that is a collapse, default 0.5: half the way from an expert to a random policy, on normalised scores. */
  readonly collapseDrop?: number;
}

/**
 * Dispersion and risk of one algorithm's training, across time and across runs, and its collapses.
 *
 * The curves are detrended by their differences, as in the source; what is smoothed there by a low-pass filter is already a mean over a
 * bin's episodes here. Fewer bins smooth more: compare only what was made with one grid.
 * With few runs the intervals of what is measured across runs are rough: a resample of five has fewer distinct runs than five.
 * Source: Chan et al. 2020, "Measuring the reliability of reinforcement learning algorithms", section 3 and appendix A.
 */
export function trainingStability(curves: ScoreCurves, options: TrainingStabilityOptions = {}): TrainingStability {
  const { tail = 0.05, collapseDrop = 0.5 } = options;
  if (!(tail > 0 && tail <= 1)) throw new RangeError(`invalid tail: ${tail}; expected a number in (0, 1]`);
  if (!(collapseDrop > 0)) throw new RangeError(`invalid collapseDrop: ${collapseDrop}; expected a positive number`);
  if (curves.steps.length < 2) throw new RangeError('invalid curves: one bin; expected at least two');
  const { scores, steps, tasks } = curves;
  const perRun = (measure: (values: readonly number[]) => number): Interval => stratifiedBootstrap(mapCurves(curves, measure), mean, options);
  const column = new Float64Array(scores.length);
  const acrossRuns = (bins: readonly number[], measure: (sorted: Float64Array) => number): Interval =>
    stratifiedBootstrap(
      sourceRuns(curves),
      (sources) => {
        let sum = 0;
        for (let task = 0; task < tasks.length; task++) {
          for (const bin of bins) {
            for (let run = 0; run < column.length; run++) column[run] = scores[sources[run]![task]!]![task]![bin]!;
            sum += measure(sorted(column));
          }
        }
        return sum / (tasks.length * bins.length);
      },
      options,
    );
  return {
    dispersionAcrossTime: perRun((values) => interquartileRange(Float64Array.from(differences(values)).sort())),
    dispersionAcrossRuns: acrossRuns([...steps.keys()], interquartileRange),
    shortTermRisk: perRun((values) => conditionalValueAtRisk(differences(values), tail, 'lower')),
    longTermRisk: perRun((values) => conditionalValueAtRisk(drawdown(values), tail, 'upper')),
    riskAcrossRuns: acrossRuns([steps.length - 1], (sorted) => conditionalValueAtRisk(sorted, tail, 'lower')),
    collapses: perRun((values) => countCollapses(values, collapseDrop)),
    collapseCount: mapCurves(curves, (values) => countCollapses(values, collapseDrop)).flat().reduce((sum, count) => sum + count, 0),
  };
}

/**
 * Conditional value at risk: the mean of the values at or beyond the quantile that cuts off a tail (linear between the two nearest
 * values), as `rl-reliability-metrics` computes it.
 * Source: Chan et al. 2020; Rockafellar and Uryasev 2000.
 */
export function conditionalValueAtRisk(values: ArrayLike<number>, tail: number, side: 'lower' | 'upper'): number {
  const sorted = Float64Array.from(values).sort();
  const bound = sortedQuantile(sorted, side === 'lower' ? tail : 1 - tail);
  const beyond = sorted.filter((value) => (side === 'lower' ? value <= bound : value >= bound));
  return beyond.reduce((sum, value) => sum + value, 0) / beyond.length;
}

/** How far each value lies below the largest so far. */
export function drawdown(values: readonly number[]): number[] {
  let peak = -Infinity;
  return values.map((value) => {
    peak = Math.max(peak, value);
    return peak - value;
  });
}

/** How often a curve falls by at least `drop` from its best since the last such fall. */
export function countCollapses(values: readonly number[], drop: number): number {
  let [count, peak] = [0, -Infinity];
  for (const value of values) {
    peak = Math.max(peak, value);
    if (peak - value < drop) continue;
    count += 1;
    peak = value;
  }
  return count;
}

const differences = (values: readonly number[]): number[] => values.slice(1).map((value, i) => value - values[i]!);

const interquartileRange = (sorted: Float64Array): number => sortedQuantile(sorted, 0.75) - sortedQuantile(sorted, 0.25);

/** In place. Few values are sorted faster than the engine's sort is called. */
function sorted(values: Float64Array): Float64Array {
  if (values.length > 20) return values.sort();
  for (let i = 1; i < values.length; i++) {
    const value = values[i]!;
    let place = i;
    for (; place > 0 && values[place - 1]! > value; place--) values[place] = values[place - 1]!;
    values[place] = value;
  }
  return values;
}
