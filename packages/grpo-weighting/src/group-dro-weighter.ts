import type { GroupWeighter, Json } from '@cohort-rl/rollouts';
import { checkNumber } from './check-number.ts';
import { exponentiatedGradient, resizeWeights } from './exponentiated-gradient.ts';
import { groupLosses, noScores, updateScores } from './group-scores.ts';
import type { GroupScores } from './group-scores.ts';
import { WEIGHT_FLOOR } from './weight-floor.ts';

/** Settings of {@link groupDroWeighter}. */
export interface GroupDroWeighterOptions {
  /** η_q > 0. Default 0.01. */
  readonly learningRate?: number | undefined;
}

interface GroupDroWeighterState {
  readonly known: GroupScores;
  readonly weights: readonly number[];
}

/**
 * Group distributionally robust optimisation: q_g ← q_g exp(η_q ℓ_g), normalised: ascent on the worst mixture of the groups
 * (Sagawa et al. 2020, Algorithm 1), scaled to mean 1 and floored at 0.01. The loss is the group's own where it is given, else
 * 1 − its normalised score. A group without either in this update keeps its weight.
 *
 * State: weights and scores; so labels have to be stable.
 *
 * @throws RangeError when η_q is not a positive number.
 */
export function groupDroWeighter({ learningRate = 0.01 }: GroupDroWeighterOptions = {}): GroupWeighter {
  checkNumber('learningRate', learningRate, learningRate > 0 && learningRate < Infinity, 'a positive number');
  let state: GroupDroWeighterState = { known: noScores, weights: [] };

  return {
    name: 'groupDro',
    needsStableLabels: true,

    weigh(summaries) {
      const known = updateScores(state.known, summaries);
      const weights = exponentiatedGradient(resizeWeights(state.weights, summaries.length), groupLosses(known, summaries), learningRate, WEIGHT_FLOOR);
      state = { known, weights: [...weights] };
      return weights;
    },

    getState: () => state as unknown as Json,

    setState(saved) {
      state = saved as unknown as GroupDroWeighterState;
    },
  };
}
