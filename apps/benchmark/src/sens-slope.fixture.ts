/** A slope, and the interval that holds the true one in 99 of 100 cases. */
export interface SlopeInterval {
  readonly slope: number;
  readonly low: number;
  readonly high: number;
}

const z = 2.5758293035489004;

/**
 * Sen's slope: the median of the slopes between all pairs of points, with the interval of Kendall's statistic (P. K. Sen, 1968; normal
 * approximation, ties not counted, ranks as SciPy's `theilslopes` takes them).
 */
export function sensSlope(xs: readonly number[], ys: readonly number[]): SlopeInterval {
  const n = xs.length;
  const slopes = xs
    .flatMap((x, i) => xs.slice(i + 1).map((later, k) => (ys[i + 1 + k]! - ys[i]!) / (later - x)))
    .sort((a, b) => a - b);
  const width = z * Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  const last = slopes.length - 1;
  return {
    slope: median(slopes),
    low: slopes[Math.max(0, Math.round((slopes.length - width) / 2) - 1)]!,
    high: slopes[Math.min(last, Math.round((slopes.length + width) / 2))]!,
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}
