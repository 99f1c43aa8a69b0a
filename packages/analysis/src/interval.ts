/** An estimate and the bounds of its interval. The bounds are NaN where the data cannot give any (one run). */
export interface Interval {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

/** `0.93 (0.90 to 0.95)`, or the estimate alone where there are no bounds. */
export function formatInterval({ estimate, lower, upper }: Interval, digits = 2): string {
  const format = (value: number): string => value.toFixed(digits).replace(/^-(?=[0.]*$)/, '').replace('-', '−');
  return Number.isNaN(lower) ? format(estimate) : `${format(estimate)} (${format(lower)} to ${format(upper)})`;
}

/**
 * Percentile of sorted values, linear between the two nearest (NumPy's default; type 7 of Hyndman and Fan 1996).
 * @param probability in [0, 1].
 */
export function sortedQuantile(sorted: ArrayLike<number>, probability: number): number {
  const position = probability * (sorted.length - 1);
  const below = Math.floor(position);
  const value = sorted[below]!;
  // equal neighbours may be infinite
  if (position === below || sorted[below + 1] === value) return value;
  return value + (position - below) * (sorted[below + 1]! - value);
}
