import { groupMoments, pooledMoments } from '@cohort-rl/rollouts';
import type { GroupLevel, NormalizedAdvantages } from '@cohort-rl/rollouts';
import { covarianceOf, transformedMoments, transformSteps, varianceRemoved } from './affine-steps.ts';
import { centeredRanks } from './centered-ranks.ts';
import { describeGroups, describeSteps, diagnose } from './describe-normalization.ts';
import { groupTransforms } from './group-transforms.ts';
import type { SmoothStd } from './group-transforms.ts';
import { mixLevels } from './mix-levels.ts';
import { resolveNormalization } from './normalization-options.ts';
import type { NormalizationOptions, ResolvedNormalizationOptions } from './normalization-options.ts';

/** Advantages, their groups, and how to make one relative to the other. */
export interface NormalizationInput extends Omit<NormalizationOptions, 'scale' | 'scaleDecay' | 'unit'> {
  readonly advantages: Float32Array;
  /** One per advantage; −1: outside all groups, left at 0 and out of all statistics. */
  readonly labels: Int32Array;
  readonly numGroups: number;
  /** Default `group`. (`movingAverage` remembers, and so takes `createNormalizer`.) */
  readonly scale?: 'none' | 'batch' | 'group' | undefined;
  /** Coarser groups that these are parts of, for `levelWeights`; default: none. */
  readonly levels?: readonly GroupLevel[] | undefined;
}

/** What is normalised, apart from how. */
export type LabelledAdvantages = Pick<NormalizationInput, 'advantages' | 'labels' | 'numGroups' | 'levels'>;

/**
 * Group-relative advantages: A' = (A − c) / (s + 1e-8) with the centre c and the scale s of the step's group, population
 * moments over float64 sums in index order. With centre `batch` and scale `group`, scaled first and then centred. With one
 * group and both of `group` or `batch`, this is PPO's batch normalisation to the bit.
 *
 * `leaveOneOut` subtracts the mean of the group's other steps (RLOO: Kool et al. 2019, Ahmadian et al. 2024); from a step
 * alone in its group, its own.
 *
 * Shape `rank` has instead the rank of A among the n of its group, ties sharing their mean rank, as (rank − (n + 1)/2) /
 * √((n² − 1)/12): mean 0, and deviation 1 where there are no ties (fitness shaping by centred ranks: Wierstra et al. 2014,
 * Salimans et al. 2017, up to the factor).
 *
 * `levelWeights` mixes the results relative to the whole batch, to each of `levels`, and to the groups.
 *
 * A group whose scale is 0, or below 1e-6 of the batch's deviation, is degenerate, and so is one of equal values under shape
 * `rank`: its advantages are 0.
 *
 * Diagnostics: `grpo/degenerate_groups`; `grpo/variance_removed`, 1 − Var(A − c) / Var(A), which is 0 for the centres
 * `none` and `batch`; `grpo/sign_flip_fraction`, the share of steps whose sign is opposite to that under batch
 * normalisation; `grpo/advantage_correlation`, Pearson's, with batch-normalised advantages. The last three are 0 where the
 * advantages do not vary.
 *
 * @throws RangeError for an invalid option, label, or number of labels.
 */
export function normalizeAdvantages({ advantages, labels, numGroups, levels, ...given }: NormalizationInput): NormalizedAdvantages {
  if ((given.scale as string) === 'movingAverage') {
    throw new RangeError('invalid scale: movingAverage; expected none, batch or group, as this remembers nothing');
  }
  return normalizeLabelled({ advantages, labels, numGroups, levels }, resolveNormalization(given));
}

/** The same with options resolved; unit and decay are the caller's. */
export function normalizeLabelled(
  input: LabelledAdvantages,
  options: ResolvedNormalizationOptions,
  smoothStd?: SmoothStd,
): NormalizedAdvantages {
  const { advantages, labels, numGroups } = input;
  const { levelWeights } = options;
  if (levelWeights) return mixLevels(input, levelWeights, (level) => normalizeLabelled(level, { ...options, levelWeights: null }));
  const before = groupMoments(advantages, labels, numGroups);
  const batch = pooledMoments(before);
  if (options.shape === 'rank') {
    const isDegenerate = Uint8Array.from(before.counts, (count, g) => Number(count > 0 && before.stds[g] === 0));
    return describeSteps(advantages, centeredRanks(advantages, labels, before.counts), labels, before, isDegenerate);
  }
  const transforms = groupTransforms(before, batch, options, smoothStd);
  const { normalized, flips, maps } = transformSteps(advantages, labels, before, batch, transforms);
  const after = transformedMoments(before, transforms);
  return {
    advantages: normalized,
    maps,
    groups: describeGroups(before, after, transforms.isDegenerate),
    diagnostics: diagnose(after, batch, transforms.isDegenerate, {
      flips,
      covariance: covarianceOf(before, after, batch),
      varianceRemoved: options.center === 'none' || options.center === 'batch' ? 0 : varianceRemoved(before, batch, transforms),
    }),
  };
}
