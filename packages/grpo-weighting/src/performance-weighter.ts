import type { GroupWeighter, Json } from '@cohort-rl/rollouts';

/** Settings of {@link performanceWeighter}. */
export interface PerformanceWeighterOptions {
  /** τ > 0 of the softmax: small puts most weight on the weakest groups, large makes all equal. Default 1. */
  readonly temperature?: number | undefined;
}

interface KnownScore {
  readonly score: number;
  readonly isNormalized: boolean;
}

interface PerformanceWeighterState {
  /** Last known score of each group; null where none has been known. */
  readonly scores: readonly (KnownScore | null)[];
  /** Range of the scores seen that were not normalised; null before the first. */
  readonly range: readonly [number, number] | null;
}

/** No weight is below this share of the mean weight. */
const WEIGHT_FLOOR = 0.01;

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
  if (!(temperature > 0 && temperature < Infinity)) throw new RangeError(`invalid temperature: ${temperature}; expected a positive number`);
  let state: PerformanceWeighterState = { scores: [], range: null };

  function normalized({ score, isNormalized }: KnownScore): number {
    if (isNormalized) return score;
    const [low, high] = state.range!;
    return high > low ? (score - low) / (high - low) : 0.5;
  }

  return {
    name: 'performance',
    needsStableLabels: true,

    weigh(summaries) {
      const scores = summaries.map(({ score, isScoreNormalized = false }, g): KnownScore | null =>
        Number.isFinite(score) ? { score, isNormalized: isScoreNormalized } : (state.scores[g] ?? null),
      );
      let { range } = state;
      for (const { score, isScoreNormalized = false } of summaries) {
        if (!Number.isFinite(score) || isScoreNormalized) continue;
        range = range ? [Math.min(range[0], score), Math.max(range[1], score)] : [score, score];
      }
      state = { scores, range };

      const known = scores.flatMap((score) => (score ? [normalized(score)] : []));
      const mean = known.length > 0 ? known.reduce((sum, score) => sum + score, 0) / known.length : 0;
      const logits = Float64Array.from(scores, (score) => -(score ? normalized(score) : mean) / temperature);
      const highest = logits.reduce((a, b) => Math.max(a, b), -Infinity);
      const exponentials = logits.map((logit) => Math.exp(logit - highest));
      const sum = exponentials.reduce((a, b) => a + b, 0);
      return exponentials.map((exponential) => Math.max((exponential * exponentials.length) / sum, WEIGHT_FLOOR));
    },

    getState: () => ({ scores: state.scores.map((score) => score && { ...score }), range: state.range }),

    setState(saved: Json) {
      state = saved as unknown as PerformanceWeighterState;
    },
  };
}
