import type { Json, NormalizationContext, NormalizedAdvantages, Normalizer } from '@cohort-rl/rollouts';
import type { SmoothStd } from './group-transforms.ts';
import { normalizeLabelled } from './normalize-advantages.ts';
import { resolveNormalization } from './normalization-options.ts';
import type { NormalizationOptions } from './normalization-options.ts';
import { normalizeOutcomes } from './normalize-outcomes.ts';

/**
 * {@link normalizeAdvantages} with its options fixed, as a stage; and what a stage alone can do:
 *
 * Scale `movingAverage` divides by s̄_g ← d · s̄_g + (1 − d) · s_g, the average of the group's deviation over updates, which
 * starts at the first. A degenerate group (s_g below 1e-6 of the batch's deviation, or 0) does not move it; one that has
 * never been otherwise gets 0. An absent group keeps its average. State: the averages.
 *
 * Unit `trajectory` normalises the returns of whole episodes, each counting once, and gives all steps of one the same
 * advantage: the critic-free family. It needs the context of the labels, and refuses trajectories that began in an earlier rollout;
 * one that the rollout's end cuts counts with its return so far.
 *
 * @throws RangeError for an invalid option.
 */
export function createNormalizer(given: NormalizationOptions = {}): Normalizer {
  const options = resolveNormalization(given);
  const { center, scale, shape, unit, scaleDecay, levelWeights } = options;
  let stds: (number | null)[] = [];

  const smoothStd: SmoothStd = (label, std, isDegenerate) => {
    const last = stds[label] ?? null;
    if (isDegenerate) return last;
    while (stds.length <= label) stds.push(null);
    stds[label] = last === null ? std : scaleDecay * last + (1 - scaleDecay) * std;
    return stds[label];
  };
  const smooth = scale === 'movingAverage' ? smoothStd : undefined;

  function normalize(advantages: Float32Array, labels: Int32Array, numGroups: number, context?: NormalizationContext): NormalizedAdvantages {
    if (unit === 'step') return normalizeLabelled({ advantages, labels, numGroups, levels: context?.levels }, options, smooth);
    if (!context) throw new RangeError('invalid context: none; expected the trajectories, whose returns unit trajectory normalises');
    return normalizeOutcomes(labels, numGroups, context, (outcomes) => normalizeLabelled(outcomes, options, smooth));
  }

  const name = [
    ...(unit === 'trajectory' ? ['trajectory'] : []),
    shape === 'rank' ? 'rank' : `${center}/${scale}`,
    ...(levelWeights ? [levelWeights.join('+')] : []),
  ].join(' ');
  if (scale !== 'movingAverage') return { name, needsStableLabels: false, normalize };
  return {
    name,
    needsStableLabels: true,
    normalize,
    getState: () => ({ stds: [...stds] }),
    setState(saved: Json) {
      stds = [...(saved as { stds: (number | null)[] }).stds];
    },
  };
}
