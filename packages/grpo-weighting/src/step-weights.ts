/** Groups of steps and their weights. */
export interface StepWeightsInput {
  /** Group of each step, 0 ≤ label < weights.length; −1: outside all groups, weight 1. */
  readonly labels: Int32Array;
  /** One per group, finite and positive; their scale is of no consequence. */
  readonly weights: Float64Array;
  /** The most that a step may weigh, ≥ 1. Default 10. */
  readonly maxStepWeight?: number | undefined;
}

/**
 * One weight per step, the same within a group, with mean 1: w_g · M / (n_g · Σ_h w_h) over the M steps in groups and the
 * groups h that have steps. What exceeds `maxStepWeight` is capped, and the excess spread over the other groups in
 * proportion to their weights. Weights proportional to the groups' sizes give exactly 1 everywhere.
 *
 * @throws RangeError for a weight of a group with steps that is not finite and positive, weights too large to be added up, a label out of range, or a
 * maxStepWeight below 1.
 */
export function stepWeights({ labels, weights, maxStepWeight = 10 }: StepWeightsInput): Float32Array {
  if (typeof maxStepWeight !== 'number' || !(maxStepWeight >= 1)) throw new RangeError(`invalid maxStepWeight: ${String(typeof maxStepWeight === 'number' ? maxStepWeight : typeof maxStepWeight)}; expected a number >= 1`);
  const counts = new Int32Array(weights.length);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (label >= weights.length) throw new RangeError(`invalid label: ${label}; expected less than ${weights.length}`);
    if (label >= 0) counts[label]!++;
  }
  const present = [...counts.keys()].filter((g) => counts[g]! > 0);
  for (const g of present) {
    if (!(weights[g]! > 0 && weights[g]! < Infinity)) throw new RangeError(`invalid weight of group ${g}: ${weights[g]}; expected finite and positive`);
  }

  const perGroup = new Float64Array(weights.length);
  let free = present;
  let mass = present.reduce((sum, g) => sum + counts[g]!, 0);
  for (;;) {
    const sum = free.reduce((total, g) => total + weights[g]!, 0);
    for (const g of free) perGroup[g] = (weights[g]! * mass) / (counts[g]! * sum);
    if (free.some((g) => !Number.isFinite(perGroup[g]!))) throw new RangeError('invalid weights: too large to be added up');
    const exceeding = free.filter((g) => perGroup[g]! > maxStepWeight);
    if (exceeding.length === 0) break;
    // Spreading their excess can push others over the cap, so until none is.
    for (const g of exceeding) {
      perGroup[g] = maxStepWeight;
      mass -= maxStepWeight * counts[g]!;
    }
    free = free.filter((g) => !exceeding.includes(g));
  }

  const perStep = new Float32Array(labels.length);
  for (let i = 0; i < perStep.length; i++) perStep[i] = labels[i]! < 0 ? 1 : perGroup[labels[i]!]!;
  return perStep;
}
