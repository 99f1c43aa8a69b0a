import { referenceMaskOf } from './cut-trajectories.ts';
import { fitStandardizer, standardize } from './standardize.ts';

/** Standardised features and where they come from. */
export interface StandardizedFeatures {
  /** (x − mean) / std, `[k * numFeatures + f]`; 0 where a feature has no spread or the value is not finite. */
  readonly points: Float64Array;
  /** One per feature. */
  readonly means: Float64Array;
  /** Population deviations, one per feature; 0 without spread. */
  readonly stds: Float64Array;
}

/**
 * Features as the clustering groupers see them: standardised by the complete trajectories, or by all where none is.
 * @param values `[k * numFeatures + f]`
 * @param isComplete 1 for complete trajectories; default: all.
 */
export function standardizeFeatures(values: Float64Array, numFeatures: number, isComplete?: Uint8Array): StandardizedFeatures {
  const standardizer = fitStandardizer(values, numFeatures, referenceMaskOf(isComplete, values.length / numFeatures));
  return { points: standardize(values, standardizer), ...standardizer };
}
