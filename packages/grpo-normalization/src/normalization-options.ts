/** What is subtracted: nothing, the batch's mean, the group's, or that of the group's other steps. */
export type Center = 'none' | 'batch' | 'group' | 'leaveOneOut';

/** What is divided by: nothing, the batch's deviation, or the group's. */
export type Scale = 'none' | 'batch' | 'group';

/** How advantages are made relative to groups. */
export interface NormalizationOptions {
  /** Default `group`. */
  readonly center?: Center | undefined;
  /** Default `group`. */
  readonly scale?: Scale | undefined;
  /** A group with fewer steps uses the batch's statistics in place of its own. Default 1: none does. */
  readonly minGroupSize?: number | undefined;
  /**
   * κ: a group of n steps uses statistics between the batch's and its own, with n / (n + κ) of its own; they apply to the
   * mean and to the variance. Default 0: its own.
   */
  readonly shrinkage?: number | undefined;
}

/** The same with defaults filled in. */
export type ResolvedNormalizationOptions = { readonly [K in keyof NormalizationOptions]-?: Exclude<NormalizationOptions[K], undefined> };

export const centers: readonly Center[] = ['none', 'batch', 'group', 'leaveOneOut'];
export const scales: readonly Scale[] = ['none', 'batch', 'group'];

/** @throws RangeError naming the value and what is allowed. */
export function resolveNormalization({
  center = 'group',
  scale = 'group',
  minGroupSize = 1,
  shrinkage = 0,
}: NormalizationOptions): ResolvedNormalizationOptions {
  if (!centers.includes(center)) throw new RangeError(`invalid center: ${center}; expected one of ${centers.join(', ')}`);
  if (!scales.includes(scale)) throw new RangeError(`invalid scale: ${scale}; expected one of ${scales.join(', ')}`);
  if (!Number.isInteger(minGroupSize) || minGroupSize < 1) throw new RangeError(`invalid minGroupSize: ${minGroupSize}; expected a positive integer`);
  if (!(shrinkage >= 0 && shrinkage < Infinity)) throw new RangeError(`invalid shrinkage: ${shrinkage}; expected a finite number >= 0`);
  return { center, scale, minGroupSize, shrinkage };
}
