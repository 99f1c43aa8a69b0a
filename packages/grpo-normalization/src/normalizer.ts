import type { Normalizer } from '@cohort-rl/rollouts';
import { normalizeAdvantages } from './normalize-advantages.ts';
import { resolveNormalization } from './normalization-options.ts';
import type { NormalizationOptions } from './normalization-options.ts';

/**
 * {@link normalizeAdvantages} with its options fixed, as a stage. Stateless.
 * @throws RangeError for an invalid option.
 */
export function createNormalizer(given: NormalizationOptions = {}): Normalizer {
  const options = resolveNormalization(given);
  return {
    name: `${options.center}/${options.scale}`,
    needsStableLabels: false,
    normalize: (advantages, labels, numGroups) => normalizeAdvantages({ advantages, labels, numGroups, ...options }),
  };
}
