/** Σ (a − b)². */
export function squaredDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let f = 0; f < a.length; f++) sum += (a[f]! - b[f]!) ** 2;
  return sum;
}
