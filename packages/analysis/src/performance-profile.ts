import { toMatrix } from './aggregate-scores.ts';
import type { Scores } from './aggregate-scores.ts';
import { bootstrapAll } from './bootstrap.ts';
import type { BootstrapOptions } from './resampling.ts';

/** Share of runs × tasks above each of some scores. */
export interface PerformanceProfile {
  /** Scores, ascending as given. */
  readonly thresholds: readonly number[];
  readonly estimate: readonly number[];
  /** Pointwise; NaN with one run. */
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

/**
 * Performance profile (score distribution): for each threshold τ the share of all runs × tasks whose score is above τ. Where one
 * algorithm's curve is nowhere below another's, it is stochastically better; where they cross, no single number says it all.
 * Source: Agarwal et al. 2021, section 4.2; the bands are pointwise bootstrap intervals, as there.
 * @throws RangeError when there is no threshold or one is not finite.
 */
export function performanceProfile(scores: Scores, thresholds: readonly number[], options: BootstrapOptions = {}): PerformanceProfile {
  if (thresholds.length === 0) throw new RangeError('invalid thresholds: none given; expected at least one');
  for (const threshold of thresholds) {
    if (!Number.isFinite(threshold)) throw new RangeError(`invalid threshold: ${threshold}; expected a finite number`);
  }
  const rows = toMatrix(scores);
  const sorted = new Float64Array(rows.length * rows[0]!.length);
  const order = [...thresholds.keys()].sort((i, j) => thresholds[i]! - thresholds[j]!);
  const intervals = bootstrapAll(
    rows,
    thresholds.length,
    (sample, values) => {
      let place = 0;
      for (const row of sample) for (let task = 0; task < row.length; task++) sorted[place++] = row[task]!;
      sorted.sort();
      place = 0;
      for (const i of order) {
        while (place < sorted.length && sorted[place]! <= thresholds[i]!) place += 1;
        values[i] = (sorted.length - place) / sorted.length;
      }
    },
    options,
  );
  return {
    thresholds,
    estimate: intervals.map(({ estimate }) => estimate),
    lower: intervals.map(({ lower }) => lower),
    upper: intervals.map(({ upper }) => upper),
  };
}

/** `count` equally spaced thresholds, from the smallest of all scores and 0 to the largest and 1, so that both ends of the scale are in the picture. */
export function profileThresholds(scores: readonly Scores[], count = 101): number[] {
  if (!Number.isInteger(count) || count < 2) throw new RangeError(`invalid count: ${count}; expected an integer ≥ 2`);
  let [low, high] = [0, 1];
  for (const row of scores.flatMap((matrix) => [...toMatrix(matrix)])) {
    for (let task = 0; task < row.length; task++) {
      low = Math.min(low, row[task]!);
      high = Math.max(high, row[task]!);
    }
  }
  return Array.from({ length: count }, (_, i) => low + (i / (count - 1)) * (high - low));
}
