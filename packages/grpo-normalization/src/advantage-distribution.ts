import { moments, selectFiveNumbers } from '@cohort-rl/rollouts';

/** How some advantages are distributed. */
export interface AdvantageDistribution {
  readonly mean: number;
  /** Population standard deviation. */
  readonly std: number;
  /** Population skewness, E((x − mean)³) / std³; 0 where nothing varies. */
  readonly skewness: number;
  /** Share of values above 0: whose actions become more likely. */
  readonly positiveShare: number;
  /** Minimum, quartiles (linear, as NumPy's), maximum. */
  readonly quantiles: readonly [number, number, number, number, number];
}

/** @param values reordered. Zeros without values. */
export function describeDistribution(values: Float32Array): AdvantageDistribution {
  const { mean, std } = moments(values);
  let cubes = 0;
  let positive = 0;
  for (let i = 0; i < values.length; i++) {
    const deviation = values[i]! - mean;
    // a power would not have the same last bit in every engine
    cubes += deviation * deviation * deviation;
    positive += Number(values[i]! > 0);
  }
  const share = (sum: number): number => (values.length > 0 ? sum / values.length : 0);
  return { mean, std, skewness: std > 0 ? share(cubes) / (std * std * std) : 0, positiveShare: share(positive), quantiles: selectFiveNumbers(values) };
}
