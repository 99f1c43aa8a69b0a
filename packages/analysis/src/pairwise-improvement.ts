import { toMatrix } from './aggregate-scores.ts';
import type { Scores } from './aggregate-scores.ts';
import { independentBootstrap } from './bootstrap.ts';
import type { Interval } from './interval.ts';
import { probabilityOfImprovement } from './probability-of-improvement.ts';
import type { BootstrapOptions } from './resampling.ts';

/** How likely a run of one algorithm is above a run of another. */
export interface PairwiseImprovement {
  readonly algorithm: string;
  readonly over: string;
  /** P(algorithm > over), ties counting half, averaged over tasks; 0.5 is no difference. */
  readonly probability: Interval;
}

/**
 * {@link probabilityOfImprovement} of every algorithm over every other, with bootstrap intervals; runs of the two are drawn
 * independently, so that their numbers may differ. A pair stands in both orders: P(Y > X) = 1 − P(X > Y).
 * @param scores runs × tasks of each algorithm, the same tasks in the same order.
 */
export function pairwiseImprovements(
  scores: readonly { readonly algorithm: string; readonly scores: Scores }[],
  options: BootstrapOptions = {},
): PairwiseImprovement[] {
  return scores.flatMap(({ algorithm, scores: x }, i) =>
    scores.flatMap(({ algorithm: over, scores: y }, j) => {
      if (i === j) return [];
      // one order is computed and mirrored, so that the two agree to the bit
      const { estimate, lower, upper } = i < j ? compare(x, y, options) : compare(y, x, options);
      const probability = i < j ? { estimate, lower, upper } : { estimate: 1 - estimate, lower: 1 - upper, upper: 1 - lower };
      return [{ algorithm, over, probability }];
    }),
  );
}

function compare(x: Scores, y: Scores, options: BootstrapOptions): Interval {
  if (options.resampling !== 'runs') return independentBootstrap(x, y, probabilityOfImprovement, options);
  // whole runs are drawn: what each pair of them says is found once and not in every resample
  const [rowsX, rowsY] = [toMatrix(x), toMatrix(y)];
  const pairs = rowsX.map((rowX) => Float64Array.from(rowsY, (rowY) => probabilityOfImprovement([rowX], [rowY])));
  const runsOf = (rows: readonly unknown[]): number[][] => rows.map((_, run) => [run]);
  return independentBootstrap(
    runsOf(rowsX),
    runsOf(rowsY),
    (drawnX, drawnY) => {
      let sum = 0;
      for (const i of drawnX) for (const j of drawnY) sum += pairs[i[0]!]![j[0]!]!;
      return sum / (drawnX.length * drawnY.length);
    },
    options,
  );
}
