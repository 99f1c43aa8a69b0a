/** What is subtracted: nothing, the batch's mean, the group's, or that of the group's other steps. */
export type Center = 'none' | 'batch' | 'group' | 'leaveOneOut';

/** What is divided by: nothing, the batch's deviation, the group's, or a moving average of the group's over updates. */
export type Scale = 'none' | 'batch' | 'group' | 'movingAverage';

/** What becomes of a group's values: (A − c) / s, or their centred ranks in its place. */
export type Shape = 'linear' | 'rank';

/** What counts as one value: each step's advantage, or each trajectory's return, which then is the advantage of all its steps. */
export type Unit = 'step' | 'trajectory';

/** How advantages are made relative to groups. */
export interface NormalizationOptions {
  /** Default `group`. Not with shape `rank`. */
  readonly center?: Center | undefined;
  /** Default `group`. Not with shape `rank`. */
  readonly scale?: Scale | undefined;
  /** Default `linear`. */
  readonly shape?: Shape | undefined;
  /** Default `step`. */
  readonly unit?: Unit | undefined;
  /** A group with fewer units uses the batch's statistics in place of its own. Default 1: none does. Not with shape `rank`. */
  readonly minGroupSize?: number | undefined;
  /**
   * κ: a group of n units uses statistics between the batch's and its own, with n / (n + κ) of its own; they apply to the
   * mean and to the variance. Default 0: its own. Not with shape `rank`.
   */
  readonly shrinkage?: number | undefined;
  /** Share of the last average that scale `movingAverage` keeps at each update, in [0, 1). Default 0.9. */
  readonly scaleDecay?: number | undefined;
  /**
   * Shares of the results on several scales, which sum to 1: relative to the whole batch, to each level above the groups from
   * the coarsest on, and to the groups. Default: all to the groups. Not with scale `movingAverage`.
   */
  readonly levelWeights?: readonly number[] | undefined;
}

/** The same with defaults filled in. */
export type ResolvedNormalizationOptions = {
  readonly [K in Exclude<keyof NormalizationOptions, 'levelWeights'>]-?: Exclude<NormalizationOptions[K], undefined>;
} & { readonly levelWeights: readonly number[] | null };

export const centers: readonly Center[] = ['none', 'batch', 'group', 'leaveOneOut'];
export const scales: readonly Scale[] = ['none', 'batch', 'group', 'movingAverage'];
export const shapes: readonly Shape[] = ['linear', 'rank'];
export const units: readonly Unit[] = ['step', 'trajectory'];

/** @throws RangeError naming the value and what is allowed. */
export function resolveNormalization(given: NormalizationOptions): ResolvedNormalizationOptions {
  const { center = 'group', scale = 'group', shape = 'linear', unit = 'step', minGroupSize = 1, shrinkage = 0, scaleDecay = 0.9 } = given;
  for (const [name, value, allowed] of [['center', center, centers], ['scale', scale, scales], ['shape', shape, shapes], ['unit', unit, units]] as const) {
    if (!(allowed as readonly string[]).includes(value)) throw new RangeError(`invalid ${name}: ${value}; expected one of ${allowed.join(', ')}`);
  }
  for (const name of ['center', 'scale', 'minGroupSize', 'shrinkage'] as const) {
    if (shape === 'rank' && given[name] !== undefined) throw new RangeError(`invalid ${name}: ${given[name]}; expected none beside shape rank`);
  }
  if (!Number.isSafeInteger(minGroupSize) || minGroupSize < 1) throw new RangeError(`invalid minGroupSize: ${minGroupSize}; expected a positive integer`);
  if (typeof shrinkage !== 'number' || !(shrinkage >= 0 && shrinkage < Infinity)) throw new RangeError(`invalid shrinkage: ${shrinkage}; expected a finite number >= 0`);
  if (typeof scaleDecay !== 'number' || !(scaleDecay >= 0 && scaleDecay < 1)) throw new RangeError(`invalid scaleDecay: ${scaleDecay}; expected a number in [0, 1)`);
  if (given.scaleDecay !== undefined && scale !== 'movingAverage') {
    throw new RangeError(`invalid scaleDecay: ${scaleDecay}; expected none without scale movingAverage`);
  }
  const { levelWeights = null } = given;
  if (levelWeights !== null) checkLevelWeights(levelWeights, scale);
  return { center, scale, shape, unit, minGroupSize, shrinkage, scaleDecay, levelWeights };
}

function checkLevelWeights(levelWeights: readonly number[], scale: Scale): void {
  const weights = Array.isArray(levelWeights) ? Array.from<unknown>(levelWeights) : [];
  const sum = weights.reduce<number>((total, weight) => total + (typeof weight === 'number' && weight >= 0 ? weight : NaN), 0);
  if (!(Math.abs(sum - 1) < 1e-9)) throw new RangeError(`invalid levelWeights: ${weights.map((weight) => (typeof weight === 'number' ? weight : typeof weight)).join(', ')}; expected numbers >= 0 that sum to 1`);
  if (scale === 'movingAverage') throw new RangeError(`invalid levelWeights: ${levelWeights.join(', ')}; expected none beside scale movingAverage`);
}
