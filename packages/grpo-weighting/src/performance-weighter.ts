import type { GroupWeighter, Json } from '@cohort-rl/rollouts';
import { checkNumber } from './check-number.ts';
import { noScores, normalizedScores, updateScores } from './group-scores.ts';
import type { GroupScores } from './group-scores.ts';
import { softmaxWeights } from './weight-floor.ts';

/** Settings of {@link performanceWeighter}. */
export interface PerformanceWeighterOptions {
  /** τ > 0 of the softmax: small puts most weight on the weakest groups, large makes all equal. Default 1. */
  readonly temperature?: number | undefined;
}

/**
 * Weak groups get more: a softmax of −score/τ over the groups, scaled to mean 1 and floored at 0.01. Scores that come
 * normalised (0 a random policy's, 1 an expert's) count as they are; others by their place in the range of all seen so far.
 * A group without a score in this update keeps its last one; one that has never had any gets the mean of the others.
 *
 * State: last scores and the range; so labels have to be stable.
 *
 * @throws RangeError when τ is not a positive number.
 */
export function performanceWeighter({ temperature = 1 }: PerformanceWeighterOptions = {}): GroupWeighter {
  checkNumber('temperature', temperature, temperature > 0 && temperature < Infinity, 'a positive number');
  let state = noScores;

  return {
    name: 'performance',
    needsStableLabels: true,

    weigh(summaries) {
      state = updateScores(state, summaries);
      const scores = normalizedScores(state);
      const known = scores.filter((score) => score !== null);
      const mean = known.length > 0 ? known.reduce((sum, score) => sum + score, 0) / known.length : 0;
      return softmaxWeights(scores.map((score) => -(score ?? mean) / temperature));
    },

    getState: () => state as unknown as Json,

    setState(saved) {
      state = saved as unknown as GroupScores;
    },
  };
}
