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

const compare = (x: Scores, y: Scores, options: BootstrapOptions): Interval => independentBootstrap(x, y, probabilityOfImprovement, options);
