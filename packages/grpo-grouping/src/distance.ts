/** Σ (a − b)² between `b` and as many numbers of `a` from `at` on. */
export function squaredDistance(a: ArrayLike<number>, b: ArrayLike<number>, at = 0): number {
  let sum = 0;
  for (let f = 0; f < b.length; f++) {
    const difference = a[at + f]! - b[f]!;
    sum += difference * difference;
  }
  return sum;
}
