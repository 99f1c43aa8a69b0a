import type { GroupWeighter, Json } from '@cohort-rl/rollouts';
import { checkNumber } from './check-number.ts';
import { groupLosses, noScores, updateScores } from './group-scores.ts';
import type { GroupScores } from './group-scores.ts';
import { softmaxWeights } from './weight-floor.ts';

/** Settings of {@link dwaWeighter}. */
export interface DwaWeighterOptions {
  /** T > 0 of the softmax: large makes all equal. Default 2. */
  readonly temperature?: number | undefined;
}

interface DwaWeighterState {
  readonly known: GroupScores;
  /** The last two losses of each group, the older first. */
  readonly losses: readonly (readonly number[])[];
}

/** A ratio of losses means nothing near 0; smaller ones, and negative ones, count as this. */
const LEAST_LOSS = 0.01;

/**
 * Dynamic weight average: w_g = K exp(r_g / T) / Σ_h exp(r_h / T) with r_g = L_g(t) / L_g(t − 1), the rate at which the loss
 * falls, so that groups which learn slowly get more (Liu, Johns & Davison 2019, equation 7), floored at 0.01. The loss is the
 * group's own where it is given, else 1 − its normalised score; below 0.01 it counts as 0.01. r is 1 until a group has two
 * losses. A group without either in this update keeps its rate.
 *
 * State: the last two losses of each group, and scores; so labels have to be stable.
 *
 * @throws RangeError when T is not a positive number.
 */
export function dwaWeighter({ temperature = 2 }: DwaWeighterOptions = {}): GroupWeighter {
  checkNumber('temperature', temperature, temperature > 0 && temperature < Infinity, 'a positive number');
  let state: DwaWeighterState = { known: noScores, losses: [] };

  return {
    name: 'dwa',
    needsStableLabels: true,

    weigh(summaries) {
      const known = updateScores(state.known, summaries);
      const losses = groupLosses(known, summaries).map((loss, g) => {
        const last = state.losses[g] ?? [];
        return Number.isFinite(loss) ? [...last.slice(-1), Math.max(loss, LEAST_LOSS)] : last;
      });
      state = { known, losses };
      return softmaxWeights(losses.map(([older, newer]) => (newer === undefined ? 1 : Math.min(newer / older!, Number.MAX_VALUE)) / temperature));
    },

    getState: () => state as unknown as Json,

    setState(saved) {
      state = saved as unknown as DwaWeighterState;
    },
  };
}
