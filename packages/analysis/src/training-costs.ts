import { mean } from './aggregate-scores.ts';
import { pairedBootstrap, stratifiedBootstrap } from './bootstrap.ts';
import type { Interval } from './interval.ts';
import type { BootstrapOptions } from './resampling.ts';

/** What one run took. */
export interface RunCost {
  readonly algorithm: string;
  readonly seed: number;
  /** Environment steps. */
  readonly steps: number;
  /** Seconds of training by the clock. */
  readonly wallSeconds: number;
}

/** What the runs of one algorithm took. */
export interface TrainingCost {
  readonly algorithm: string;
  readonly runs: number;
  /** Mean over runs. */
  readonly wallSeconds: Interval;
  readonly stepsPerSecond: Interval;
  /** Mean time per step over the baseline's, on the seeds that both have: 1.1 is a tenth slower. Null for the baseline, and without a shared seed. */
  readonly relativeTime: Interval | null;
}

/**
 * Times of training of every algorithm, with bootstrap intervals over runs. Clocks are noisy and runs that share a machine slow each other
 * down: differences of a few per cent say nothing.
 * @returns algorithms in order of appearance.
 */
export function trainingCosts(runs: readonly RunCost[], { baseline, ...options }: BootstrapOptions & { readonly baseline: string }): TrainingCost[] {
  const algorithms = [...new Set(runs.map(({ algorithm }) => algorithm))];
  const of = (name: string): RunCost[] => runs.filter(({ algorithm, steps, wallSeconds }) => algorithm === name && steps > 0 && wallSeconds > 0);
  const theirs = of(baseline);
  const column = (values: readonly number[]): number[][] => values.map((value) => [value]);
  const nothing: Interval = { estimate: NaN, lower: NaN, upper: NaN };
  return algorithms.map((algorithm) => {
    const own = of(algorithm);
    const average = (value: (run: RunCost) => number): Interval => (own.length === 0 ? nothing : stratifiedBootstrap(column(own.map(value)), mean, options));
    const pairs = own.flatMap((run) => theirs.filter(({ seed }) => seed === run.seed).map((other) => [run, other] as const));
    const perStep = (side: 0 | 1): number[][] => column(pairs.map((pair) => pair[side].wallSeconds / pair[side].steps));
    return {
      algorithm,
      runs: own.length,
      wallSeconds: average((run) => run.wallSeconds),
      stepsPerSecond: average((run) => run.steps / run.wallSeconds),
      relativeTime: algorithm === baseline || pairs.length === 0 ? null : pairedBootstrap(perStep(0), perStep(1), (x, y) => mean(x) / mean(y), options),
    };
  });
}
