/** No weight is below this share of the mean weight, unless a weighter is told otherwise. */
export const WEIGHT_FLOOR = 0.01;

/** Softmax of the logits, scaled to mean 1 and floored. */
export function softmaxWeights(logits: readonly number[]): Float64Array {
  const highest = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const exponentials = Float64Array.from(logits, (logit) => Math.exp(logit - highest));
  const sum = exponentials.reduce((a, b) => a + b, 0);
  return exponentials.map((exponential) => Math.max((exponential * exponentials.length) / sum, WEIGHT_FLOOR));
}
