import { sortedQuantile } from './interval.ts';
import type { Interval } from './interval.ts';

/** How intervals are drawn. */
export interface BootstrapOptions {
  /** Number of resamples, default 2,000. */
  readonly resamples?: number;
  /** Probability that the interval is meant to cover, default 0.95. */
  readonly confidence?: number;
  /** Seed of the resampling, default 0: the same input gives the same interval. */
  readonly seed?: number;
  /**
   * What is drawn again. `stratified` (default): runs inside each task, independently for every task, as rliable does; right
   * where each score comes from a training run of its own. `runs`: whole runs with all of their tasks; right where one policy
   * learns all tasks, whose scores then rise and fall together: drawn independently, their aggregate would look too certain.
   */
  readonly resampling?: 'stratified' | 'runs';
}

/** The options with their defaults. @throws RangeError for one that makes no interval. */
export function checkBootstrap(options: BootstrapOptions): Required<BootstrapOptions> {
  const { resamples = 2000, confidence = 0.95, seed = 0, resampling = 'stratified' } = options;
  if (!Number.isInteger(resamples) || resamples < 1) throw new RangeError(`invalid resamples: ${resamples}; expected a positive integer`);
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`invalid confidence: ${confidence}; expected a number between 0 and 1`);
  if (resampling !== 'stratified' && resampling !== 'runs') {
    throw new RangeError(`invalid resampling: ${String(resampling)}; expected one of stratified, runs`);
  }
  return { resamples, confidence, seed, resampling };
}

/** Fills `picks` [runs × tasks] with the run that each score is drawn from. */
export function drawRuns(picks: Uint32Array, numRuns: number, resampling: 'stratified' | 'runs', random: () => number): void {
  const numTasks = picks.length / numRuns;
  for (let i = 0; i < picks.length; i++) {
    picks[i] = resampling === 'stratified' || i % numTasks === 0 ? pick(random, numRuns) : picks[i - 1]!;
  }
}

/** An index in [0, length); no index is likelier than another by more than length / 2³². */
export const pick = (random: () => number, length: number): number => Math.floor((random() * length) / 2 ** 32);

/** Bounds from the values of a statistic over all resamples, which this sorts. */
export function percentileInterval(estimate: number, drawn: Float64Array, confidence: number): Interval {
  drawn.sort();
  const tail = (1 - confidence) / 2;
  return { estimate, lower: sortedQuantile(drawn, tail), upper: sortedQuantile(drawn, 1 - tail) };
}
