/**
 * Quantile of ascending values by linear interpolation between order statistics, to the bit NumPy's
 * `quantile(values, q, method='linear')`: the value at the fractional index q·(n − 1).
 * @param q in [0, 1].
 * @returns NaN without values.
 */
export function quantile(sorted: Float32Array | Float64Array, q: number): number {
  if (sorted.length === 0) return NaN;
  const index = q * (sorted.length - 1);
  const lower = Math.floor(index);
  const a = sorted[lower]!;
  const b = sorted[Math.min(lower + 1, sorted.length - 1)]!;
  const fraction = index - lower;
  // From the nearer end, so that the upper value is met exactly and the result never decreases in q.
  return fraction >= 0.5 ? b - (b - a) * (1 - fraction) : a + (b - a) * fraction;
}

/** Minimum, quartiles and maximum of ascending values; zeros without values. */
export function fiveNumberSummary(sorted: Float32Array | Float64Array): [number, number, number, number, number] {
  if (sorted.length === 0) return [0, 0, 0, 0, 0];
  return [sorted[0]!, quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75), sorted[sorted.length - 1]!];
}

/** How many of the ascending `edges` are less than x: NumPy's `searchsorted(edges, x, side='left')`. */
export function searchSortedLeft(edges: Float64Array, x: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (edges[middle]! < x) low = middle + 1;
    else high = middle;
  }
  return low;
}
