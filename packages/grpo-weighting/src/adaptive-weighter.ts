import type { GroupWeighter, Json } from '@cohort-rl/rollouts';
import { checkNumber } from './check-number.ts';
import { exponentiatedGradient, resizeWeights } from './exponentiated-gradient.ts';
import { noScores, normalizedScores, updateScores } from './group-scores.ts';
import type { GroupScores } from './group-scores.ts';

/** Settings of {@link adaptiveWeighter}. */
export interface AdaptiveWeighterOptions {
  /** Normalised score that every group should reach. Default 1: an expert's, or the best seen. */
  readonly target?: number | undefined;
  /** η > 0 of the exponentiated gradient. Default 0.1. */
  readonly learningRate?: number | undefined;
  /** Share of the last average that a group's average score keeps, in [0, 1). Default 0.9. */
  readonly smoothing?: number | undefined;
  /** Least weight, of a mean weight of 1, in (0, 1). Default 0.05. */
  readonly floor?: number | undefined;
}

interface AdaptiveWeighterState {
  readonly known: GroupScores;
  /** Average normalised score of each group; null before its first. */
  readonly averages: readonly (number | null)[];
  readonly weights: readonly number[];
}

/**
 * Groups that stay below the target get more and more: w_g ← w_g exp(η (target − s̄_g)), with s̄_g the moving average of the
 * group's normalised score, scaled to mean 1 and floored. Unlike `performance`, which looks at where a group stands, it adds
 * up how long it has stood there. A group without a score in this update keeps its weight.
 *
 * State: scores, averages and weights; so labels have to be stable.
 *
 * @throws RangeError for an invalid option.
 */
export function adaptiveWeighter({ target = 1, learningRate = 0.1, smoothing = 0.9, floor = 0.05 }: AdaptiveWeighterOptions = {}): GroupWeighter {
  checkNumber('target', target, Number.isFinite(target), 'a finite number');
  checkNumber('learningRate', learningRate, learningRate > 0 && learningRate < Infinity, 'a positive number');
  checkNumber('smoothing', smoothing, smoothing >= 0 && smoothing < 1, 'a number in [0, 1)');
  checkNumber('floor', floor, floor > 0 && floor < 1, 'a number in (0, 1)');
  let state: AdaptiveWeighterState = { known: noScores, averages: [], weights: [] };

  return {
    name: 'adaptive',
    needsStableLabels: true,

    weigh(summaries) {
      const known = updateScores(state.known, summaries);
      const scores = normalizedScores(known);
      const isPresent = summaries.map(({ score }) => Number.isFinite(score));
      const averages = scores.map((score, g) => {
        const last = state.averages[g] ?? null;
        if (!isPresent[g]) return last;
        return last === null ? score : smoothing * last + (1 - smoothing) * score!;
      });
      const gaps = averages.map((average, g) => (isPresent[g] ? target - average! : NaN));
      const weights = exponentiatedGradient(resizeWeights(state.weights, summaries.length), gaps, learningRate, floor);
      state = { known, averages, weights: [...weights] };
      return weights;
    },

    getState: () => state as unknown as Json,

    setState(saved) {
      state = saved as unknown as AdaptiveWeighterState;
    },
  };
}
