import type { AdvantageStage } from './stages.ts';
import { episodeRows, selectRows } from './episode-rows.ts';
import { moments, NORMALIZATION_EPSILON } from './moments.ts';

/**
 * PPO's own stage: advantages normalised over all steps of episodes in the rollout, A' = (A − mean) / (std + 1e-8) with the
 * population deviation. Stateless; every step counts 1.
 */
export function batchNormalization(): AdvantageStage {
  return {
    name: 'batchNormalization',
    compute(rollout) {
      const { advantages } = rollout;
      const { mean, std } = moments(selectRows(advantages, episodeRows(rollout)));
      const divisor = std + NORMALIZATION_EPSILON;
      const normalized = new Float32Array(advantages.length);
      for (let i = 0; i < normalized.length; i++) normalized[i] = (advantages[i]! - mean) / divisor;
      return { advantages: normalized, stepWeights: null, stepLabels: null, numGroups: 1, records: [], metrics: {} };
    },
  };
}

/**
 * Advantages as they were estimated (the rollout's own array, not a copy): for an update that normalises each minibatch,
 * or none.
 */
export function rawAdvantages(): AdvantageStage {
  return {
    name: 'rawAdvantages',
    compute: ({ advantages }) => ({ advantages, stepWeights: null, stepLabels: null, numGroups: 1, records: [], metrics: {} }),
  };
}
