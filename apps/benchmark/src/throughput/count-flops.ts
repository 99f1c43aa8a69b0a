/** Sizes of an actor-critic of fully connected layers. */
export interface NetworkShape {
  readonly observationSize: number;
  readonly hiddenSizes: readonly number[];
  /** Logits, or means. */
  readonly numOutputs: number;
  readonly trunk: 'separate' | 'shared';
}

/**
 * Floating-point operations per sample: 2·Σ(in·out) forward; backward the same for the weights and the same for the inputs, except
 * the inputs of first layers, which need no gradient. Nothing else is counted (activations, loss, Adam).
 */
export function countFlops({ observationSize, hiddenSizes, numOutputs, trunk }: NetworkShape): { forward: number; backward: number } {
  const trunkSizes = [observationSize, ...hiddenSizes];
  const features = trunkSizes.at(-1)!;
  const numTrunks = trunk === 'separate' ? 2 : 1;
  let weights = features * (numOutputs + 1);
  for (let i = 1; i < trunkSizes.length; i++) weights += numTrunks * trunkSizes[i - 1]! * trunkSizes[i]!;
  // without a hidden layer the heads are the first layers
  const firstLayers = hiddenSizes.length === 0 ? observationSize * (numOutputs + 1) : numTrunks * observationSize * hiddenSizes[0]!;
  return { forward: 2 * weights, backward: 4 * weights - 2 * firstLayers };
}
