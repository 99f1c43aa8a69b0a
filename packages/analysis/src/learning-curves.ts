import { interquartileMean } from './aggregate-scores.ts';
import { sortedQuantile } from './interval.ts';
import { createRandom } from './random.ts';
import { checkBootstrap, pick } from './resampling.ts';
import type { BootstrapOptions } from './resampling.ts';
import type { ReturnRow } from './return-table.ts';
import { carryForward, createBinSums, createStepBins } from './step-bins.ts';
import type { BinSums } from './step-bins.ts';

/** Return over steps of one algorithm on one task. Missing values are NaN. */
export interface LearningCurve {
  readonly algorithm: string;
  readonly task: string;
  /** Grid of environment steps, the right edges of the bins: one grid for all curves of a call. */
  readonly steps: readonly number[];
  /** Seeds of the runs, in the order of `runs`. */
  readonly seeds: readonly number[];
  /** `runs[run][bin]`: the run's mean return per bin. */
  readonly runs: readonly (readonly number[])[];
  /** `[bin]`: mean (or IQM) over runs; NaN where a run has no value. */
  readonly estimate: readonly number[];
  /** `[bin]`: bounds of the bootstrap interval over runs; NaN where `estimate` is, or with one run. */
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

/** How {@link learningCurves} bins and aggregates. */
export interface LearningCurveOptions extends Pick<BootstrapOptions, 'resamples' | 'confidence' | 'seed'> {
  /** Number of bins over the steps, default 50. */
  readonly bins?: number;
  /** Steps that the bins cover, where more is known than the last step of the table, which is the default. */
  readonly maxStep?: number;
  /** Statistic over runs, default `mean`. */
  readonly aggregate?: 'mean' | 'interquartileMean';
}

/**
 * Learning curves of every algorithm × task in the table, in order of appearance.
 *
 * Steps from 0 to the last one of the table are cut into `bins` equal bins; bin i covers (steps[i − 1], steps[i]]. A run's value in
 * a bin is the mean return of its episodes that ended there. A bin without one takes the value of the bin before; before a
 * run's first episode on the task, and after the bin with the run's last episode on any task, there is no value (NaN). Over runs
 * there is an estimate only where every run has a value, so that a curve never jumps because its runs change. Intervals
 * are percentile bootstraps over whole runs, the same draws for all bins.
 */
export function learningCurves(table: readonly ReturnRow[], options: LearningCurveOptions = {}): LearningCurve[] {
  const { bins = 50, aggregate = 'mean', resamples = 2000, confidence = 0.95, seed = 0 } = options;
  if (aggregate !== 'mean' && aggregate !== 'interquartileMean') {
    throw new RangeError(`invalid aggregate: ${String(aggregate)}; expected one of mean, interquartileMean`);
  }
  checkBootstrap({ resamples, confidence });

  const lastStep = table.reduce((largest, { step }) => Math.max(largest, step), 0);
  const { maxStep = lastStep } = options;
  if (maxStep < lastStep) throw new RangeError(`invalid maxStep: ${maxStep}; expected at least ${lastStep}, the last step of the table`);
  const { steps, binOf } = createStepBins(maxStep, bins);

  const lastBins = new Map<string, number>();
  const sums = new Map<string, { algorithm: string; task: string; runs: Map<number, BinSums> }>();
  for (const { algorithm, task, seed: run, step, return: value } of table) {
    const bin = binOf(step);
    const runKey = JSON.stringify([algorithm, run]);
    lastBins.set(runKey, Math.max(bin, lastBins.get(runKey) ?? 0));
    const key = JSON.stringify([algorithm, task]);
    const curve = sums.get(key) ?? { algorithm, task, runs: new Map<number, BinSums>() };
    sums.set(key, curve);
    const binSums = curve.runs.get(run) ?? createBinSums(bins);
    curve.runs.set(run, binSums);
    binSums.total[bin]! += value;
    binSums.count[bin]! += 1;
  }

  return [...sums.values()].map(({ algorithm, task, runs }) => {
    const seeds = [...runs.keys()].sort((a, b) => a - b);
    const values = seeds.map((run) => carryForward(runs.get(run)!, lastBins.get(JSON.stringify([algorithm, run]))!));
    return { algorithm, task, steps, seeds, runs: values, ...aggregateRuns(values, { aggregate, resamples, confidence, seed }) };
  });
}

function aggregateRuns(
  runs: readonly (readonly number[])[],
  { aggregate, resamples, confidence, seed }: Required<Pick<LearningCurveOptions, 'aggregate' | 'resamples' | 'confidence' | 'seed'>>,
): Pick<LearningCurve, 'estimate' | 'lower' | 'upper'> {
  const numRuns = runs.length;
  const random = createRandom(seed);
  const picks = Uint32Array.from({ length: numRuns > 1 ? resamples * numRuns : 0 }, () => pick(random, numRuns));
  const sample = new Float64Array(numRuns);
  const statistic = aggregate === 'mean' ? averageOf : interquartileMean;
  const values = new Float64Array(resamples);
  const tail = (1 - confidence) / 2;
  const [estimate, lower, upper]: [number[], number[], number[]] = [[], [], []];
  for (let bin = 0; bin < runs[0]!.length; bin++) {
    const column = Float64Array.from(runs, (run) => run[bin]!);
    estimate.push(column.some(Number.isNaN) ? NaN : statistic(column));
    if (numRuns < 2 || Number.isNaN(estimate[bin])) {
      lower.push(NaN);
      upper.push(NaN);
      continue;
    }
    for (let i = 0; i < resamples; i++) {
      for (let run = 0; run < numRuns; run++) sample[run] = column[picks[i * numRuns + run]!]!;
      values[i] = statistic(sample);
    }
    values.sort();
    lower.push(sortedQuantile(values, tail));
    upper.push(sortedQuantile(values, 1 - tail));
  }
  return { estimate, lower, upper };
}

function averageOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}
