/**
 * One step of exponentiated gradient ascent (Kivinen & Warmuth 1997): w_g ← w_g exp(η gain_g), the sum over the groups with a
 * gain kept as it was; then raised to the floor, at the expense of the others in proportion. A group without a gain (NaN)
 * keeps its weight.
 *
 * @param weights with mean 1, none below `floor`.
 * @param floor in (0, 1).
 */
export function exponentiatedGradient(weights: Float64Array, gains: readonly number[], learningRate: number, floor: number): Float64Array {
  const present = [...weights.keys()].filter((g) => Number.isFinite(gains[g]!));
  const highest = present.reduce((most, g) => Math.max(most, gains[g]!), -Infinity);
  const next = weights.slice();
  for (const g of present) next[g]! *= Math.exp(learningRate * (gains[g]! - highest));
  let free = present;
  let mass = present.reduce((sum, g) => sum + weights[g]!, 0);
  for (;;) {
    const sum = free.reduce((total, g) => total + next[g]!, 0);
    for (const g of free) next[g]! *= mass / sum;
    const low = free.filter((g) => next[g]! < floor);
    if (low.length === 0) return next;
    // Raising them can push others below the floor, so until none is.
    for (const g of low) {
      next[g] = floor;
      mass -= floor;
    }
    free = free.filter((g) => !low.includes(g));
  }
}

/** The weights of as many groups as there are now; a new group starts at 1. */
export function resizeWeights(weights: readonly number[] | Float64Array, numGroups: number): Float64Array {
  return Float64Array.from({ length: numGroups }, (_, g) => weights[g] ?? 1);
}
