import type { Center, Scale, Unit } from '@cohort-rl/grpo-normalization';
import type { WeighterName } from '@cohort-rl/grpo-weighting';

/** What stands where an option is left open. */
interface PresetStages {
  readonly unit: Unit;
  readonly center: Center;
  readonly scale: Scale;
  readonly weighting: WeighterName;
  readonly lengthAveraging: boolean;
  readonly maxStepWeight: number;
}

interface Preset {
  readonly grouping: string;
  stages(isOutcomeBased: boolean): PresetStages;
}

const perStep = { unit: 'step', scale: 'group', lengthAveraging: false, maxStepWeight: 10 } as const;
const perEpisode = { unit: 'trajectory', lengthAveraging: false, maxStepWeight: Infinity } as const;

/**
 * `recommended`: groups that are known beforehand (tasks) are centred and scaled each by itself; groups that were formed by
 * outcome are only scaled, since centring inside a quartile of return removes what separates good trajectories from bad
 * ones. Every step counts 1.
 *
 * `literal`: normalise inside every group and give every group the same weight, whatever the groups are.
 *
 * The critic-free family, on the returns of whole episodes in groups that share a start:
 * `deepseek` (Shao et al. 2024, GRPO with outcome rewards, equation 3): (R − mean) / std; every group counts the same, in it every
 * episode, in that every step.
 * `drGrpo` (Liu et al. 2025): R − mean; every step counts 1.
 * `rloo` (Kool et al. 2019, Ahmadian et al. 2024): R − mean of the group's others; every step counts 1.
 * The last two sum over the steps of an episode; we divide all by the number of steps in the rollout, where the papers divide by a
 * constant (the longest answer, the number of answers): one factor for a whole update.
 */
const presetTable = {
  recommended: {
    grouping: 'task',
    stages: (isOutcomeBased) => ({ ...perStep, center: isOutcomeBased ? 'batch' : 'group', weighting: 'uniform' }),
  },
  literal: { grouping: 'task', stages: () => ({ ...perStep, center: 'group', weighting: 'balanced' }) },
  deepseek: {
    grouping: 'startState',
    stages: () => ({ ...perEpisode, center: 'group', scale: 'group', weighting: 'balanced', lengthAveraging: true }),
  },
  drGrpo: { grouping: 'startState', stages: () => ({ ...perEpisode, center: 'group', scale: 'none', weighting: 'uniform' }) },
  rloo: { grouping: 'startState', stages: () => ({ ...perEpisode, center: 'leaveOneOut', scale: 'none', weighting: 'uniform' }) },
} as const satisfies Record<string, Preset>;

export type GroupRelativePreset = keyof typeof presetTable;

/** The names that `preset` knows. */
export const presetNames = Object.keys(presetTable) as readonly GroupRelativePreset[];

/** @throws RangeError for an unknown name. */
export function findPreset(preset: GroupRelativePreset): Preset {
  if (!Object.hasOwn(presetTable, preset)) throw new RangeError(`unknown preset: ${preset}; expected one of ${presetNames.join(', ')}`);
  return presetTable[preset];
}
