import { interquartileMean } from './aggregate-scores.ts';
import type { ScoreMatrix } from './aggregate-scores.ts';
import type { Interval } from './interval.ts';
import { createRandom } from './random.ts';
import { checkBootstrap, drawRuns, percentileInterval } from './resampling.ts';
import type { BootstrapOptions } from './resampling.ts';

/**
 * Bootstrap intervals of the interquartile means of several matrices of one shape, all from the same draws: the bins of a learning curve.
 * The values are those of `stratifiedBootstrap`, found without sorting: scores are ranked once, and a resample is a count per score.
 */
export function interquartileBootstrap(matrices: readonly ScoreMatrix[], options: BootstrapOptions = {}): Interval[] {
  const { resamples, confidence, seed, resampling } = checkBootstrap(options);
  const estimates = matrices.map((matrix) => interquartileMean(matrix));
  const numRuns = matrices[0]!.length;
  const numTasks = matrices[0]![0]!.length;
  if (numRuns < 2) return estimates.map((estimate) => ({ estimate, lower: NaN, upper: NaN }));

  const ranked = matrices.map((matrix) => {
    const flat = Float64Array.from(matrix.flatMap((row) => Array.from(row)));
    const order = Uint32Array.from(flat.keys()).sort((i, j) => flat[i]! - flat[j]!);
    return { order, sorted: Float64Array.from(order, (i) => flat[i]!), drawn: new Float64Array(resamples) };
  });
  const numScores = numRuns * numTasks;
  const cut = Math.floor(numScores / 4);
  const random = createRandom(seed);
  const picks = new Uint32Array(numScores);
  const counts = new Uint32Array(numScores);
  for (let i = 0; i < resamples; i++) {
    drawRuns(picks, numRuns, resampling, random);
    counts.fill(0);
    for (let task = 0, place = 0; place < numScores; place++) {
      counts[picks[place]! * numTasks + task]! += 1;
      task = task + 1 === numTasks ? 0 : task + 1;
    }
    for (const { order, sorted, drawn } of ranked) drawn[i] = middleMean(order, sorted, counts, cut);
  }
  return ranked.map(({ drawn }, i) => percentileInterval(estimates[i]!, drawn, confidence));
}

/** Mean of the scores between the `cut` smallest and largest, score `order[rank]` counting as often as it was drawn. */
function middleMean(order: Uint32Array, sorted: Float64Array, counts: Uint32Array, cut: number): number {
  const end = order.length - cut;
  let sum = 0;
  for (let rank = 0, start = 0; start < end; rank++) {
    const next = start + counts[order[rank]!]!;
    // added one by one, as over sorted scores, so that not even the last bit differs
    for (let place = Math.max(start, cut); place < Math.min(next, end); place++) sum += sorted[rank]!;
    start = next;
  }
  return sum / (end - cut);
}
