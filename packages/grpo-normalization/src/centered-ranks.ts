/**
 * Centred rank of each value among the n of its group, (rank − (n + 1)/2) / √((n² − 1)/12); equal values share the mean of
 * their ranks. A value alone in its group, and one outside all groups (label −1), gets 0; NaN stays NaN.
 */
export function centeredRanks(values: Float32Array, labels: Int32Array, counts: Int32Array): Float32Array {
  const starts = new Int32Array(counts.length);
  for (let g = 1; g < counts.length; g++) starts[g] = starts[g - 1]! + counts[g - 1]!;
  const sorted = new Float32Array(labels.length);
  const next = starts.slice();
  for (let i = 0; i < labels.length; i++) if (labels[i]! >= 0) sorted[next[labels[i]!]!++] = values[i]!;
  for (let g = 0; g < counts.length; g++) sorted.subarray(starts[g], next[g]).sort();

  const ranks = new Float32Array(labels.length);
  for (let i = 0; i < labels.length; i++) {
    const g = labels[i]!;
    if (g < 0 || counts[g] === 1) continue;
    const below = countBelow(sorted, starts[g]!, next[g]!, values[i]!, false);
    const notAbove = countBelow(sorted, starts[g]!, next[g]!, values[i]!, true);
    const size = counts[g]!;
    const rank = Number.isNaN(values[i]) ? NaN : (below + notAbove + 1) / 2;
    ranks[i] = (rank - (size + 1) / 2) / Math.sqrt((size * size - 1) / 12);
  }
  return ranks;
}

/** How many of the ascending values from `start` to `end` are less than x, or not more than it. */
function countBelow(sorted: Float32Array, start: number, end: number, x: number, areEqualCounted: boolean): number {
  let low = start;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < x || (areEqualCounted && sorted[middle] === x)) low = middle + 1;
    else high = middle;
  }
  return low - start;
}
