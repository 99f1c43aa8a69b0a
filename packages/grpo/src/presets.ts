import type { Center, Scale } from '@cohort-rl/grpo-normalization';
import type { WeighterName } from '@cohort-rl/grpo-weighting';

/** What stands where an option is left open. */
export interface PresetStages {
  readonly center: Center;
  readonly scale: Scale;
  readonly weighting: WeighterName;
}

/**
 * `recommended`: groups that are known beforehand (tasks) are centred and scaled each by itself; groups that were formed by
 * outcome are only scaled, since centring inside a quartile of return removes what separates good trajectories from bad
 * ones. Every step counts 1.
 *
 * `literal`: normalise inside every group and give every group the same weight, whatever the groups are.
 */
const presetTable = {
  recommended: (isOutcomeBased: boolean): PresetStages => ({ center: isOutcomeBased ? 'batch' : 'group', scale: 'group', weighting: 'uniform' }),
  literal: (): PresetStages => ({ center: 'group', scale: 'group', weighting: 'balanced' }),
};

export type GroupRelativePreset = keyof typeof presetTable;

/** @throws RangeError for an unknown name. */
export function presetStages(preset: GroupRelativePreset, isOutcomeBased: boolean): PresetStages {
  if (!Object.hasOwn(presetTable, preset)) throw new RangeError(`unknown preset: ${preset}; expected one of ${Object.keys(presetTable).join(', ')}`);
  return presetTable[preset](isOutcomeBased);
}
