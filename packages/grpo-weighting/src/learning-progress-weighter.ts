import type { GroupWeighter, Json } from '@cohort-rl/rollouts';
import { checkNumber } from './check-number.ts';
import { noScores, normalizedScores, updateScores } from './group-scores.ts';
import type { GroupScores } from './group-scores.ts';
import { softmaxWeights } from './weight-floor.ts';

/** Settings of {@link learningProgressWeighter}. */
export interface LearningProgressWeighterOptions {
  /** τ > 0 of the softmax: small puts most weight on the groups that change most. Default 0.05. */
  readonly temperature?: number | undefined;
  /** Share of the last estimate that the estimate of progress keeps, in [0, 1). Default 0.9. */
  readonly smoothing?: number | undefined;
}

interface LearningProgressWeighterState {
  readonly known: GroupScores;
  /** Estimated progress of each group per update. */
  readonly progress: readonly number[];
}

/**
 * Groups whose scores change most get most: softmax of |Q_g| / τ, scaled to mean 1 and floored at 0.01, with Q_g ← (1 − α) Q_g
 * + α (x_g(t) − x_g(t')) the smoothed change of the normalised score since the group's last one (Matiisen et al. 2017,
 * teacher–student curriculum learning, the online algorithm with Boltzmann's distribution; absolute, so that a group that is
 * being forgotten is taken up again). A group without a score in this update keeps its estimate, which starts at 0.
 *
 * State: estimates and scores; so labels have to be stable.
 *
 * @throws RangeError for an invalid option.
 */
export function learningProgressWeighter({ temperature = 0.05, smoothing = 0.9 }: LearningProgressWeighterOptions = {}): GroupWeighter {
  checkNumber('temperature', temperature, temperature > 0 && temperature < Infinity, 'a positive number');
  checkNumber('smoothing', smoothing, smoothing >= 0 && smoothing < 1, 'a number in [0, 1)');
  let state: LearningProgressWeighterState = { known: noScores, progress: [] };

  return {
    name: 'learningProgress',
    needsStableLabels: true,

    weigh(summaries) {
      const known = updateScores(state.known, summaries);
      const now = normalizedScores(known);
      // Both in the units of now, else a range that widens would look like progress.
      const last = normalizedScores({ scores: state.known.scores, range: known.range });
      const progress = now.map((score, g) => {
        const estimate = state.progress[g] ?? 0;
        const before = last[g] ?? null;
        if (!Number.isFinite(summaries[g]!.score) || before === null) return estimate;
        return smoothing * estimate + (1 - smoothing) * (score! - before);
      });
      state = { known, progress };
      return softmaxWeights(progress.map((estimate) => Math.abs(estimate) / temperature));
    },

    getState: () => state as unknown as Json,

    setState(saved) {
      state = saved as unknown as LearningProgressWeighterState;
    },
  };
}
