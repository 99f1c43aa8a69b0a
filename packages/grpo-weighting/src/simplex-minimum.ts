/** A convex function on the weights w ≥ 0, Σ w = 1. */
export interface SimplexFunction {
  /** Writes the gradient at w into `out`, and says whether w will do as it is. */
  gradient(w: Float64Array, out: Float64Array): boolean;
  /** The t in [0, most] that minimises it from w on, where t goes from w_from to w_to. */
  lineMinimum(w: Float64Array, from: number, to: number, most: number): number;
}

/** The difference of two partial derivatives, relative to the largest seen, at which a minimum is reached. */
const TOLERANCE = 1e-10;
/** Gradients that all but cancel take tens of thousands of steps, others a few; a thousand take less than a millisecond. */
const MAX_STEPS = 100_000;

/**
 * Minimum on the simplex by pairwise Frank–Wolfe steps, from equal weights: weight moves from where the function falls least
 * to where it falls most (Lacoste-Julien & Jaggi 2015; converges linearly, where plain Frank–Wolfe does not).
 */
export function minimizeOnSimplex(size: number, { gradient, lineMinimum }: SimplexFunction): Float64Array {
  const w = new Float64Array(size).fill(1 / size);
  const slope = new Float64Array(size);
  let largest = 0;
  for (let step = 0; step < MAX_STEPS; step++) {
    if (gradient(w, slope)) break;
    let from = -1;
    let to = 0;
    for (let k = 0; k < size; k++) {
      if (slope[k]! < slope[to]!) to = k;
      if (w[k]! > 0 && (from < 0 || slope[k]! > slope[from]!)) from = k;
      largest = Math.max(largest, Math.abs(slope[k]!));
    }
    if (!(slope[from]! - slope[to]! > TOLERANCE * largest)) break;
    const most = w[from]!;
    const moved = Math.min(lineMinimum(w, from, to, most), most);
    w[from] = moved === most ? 0 : most - moved;
    w[to]! += moved;
  }
  return w;
}
