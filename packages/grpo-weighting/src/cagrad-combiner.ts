import type { GradientCombiner } from '@cohort-rl/rollouts';
import { checkNumber } from './check-number.ts';
import { gramCombiner } from './gram-combiner.ts';
import { principalMinor, rowProduct } from './gram-matrix.ts';
import { minimizeOnSimplex } from './simplex-minimum.ts';

/** Settings of {@link cagradCombiner}. */
export interface CagradCombinerOptions {
  /** c ≥ 0: how far, as a share of its length, the result may be from the mean gradient. Default 0.5. */
  readonly conflictAversion?: number | undefined;
}

/** The slope along a line is followed to its root by halving; so often, a float64 is exhausted. */
const HALVINGS = 60;

/** A combination shorter than this share of the longest gradient counts as 0. */
const SHORTEST = 1e-6;

/**
 * Conflict-averse gradient: the vector in the ball of radius c ‖g₀‖ around the mean gradient g₀ whose least product with any
 * gradient is greatest, d = g₀ + c ‖g₀‖ g_w / ‖g_w‖, with w minimising g_w·g₀ + c ‖g₀‖ ‖g_w‖ on the simplex, g_w = Σ w g (Liu et
 * al. 2021, *Conflict-averse gradient descent for multi-task learning*, Algorithm 1). Times the number of gradients: with c = 0
 * it is `sum`. A gradient of 0 counts in the mean alone; where the minimising g_w is 0, the groups cannot all improve, and
 * d = g₀. Stateless.
 *
 * @throws RangeError for an invalid conflictAversion.
 */
export function cagradCombiner({ conflictAversion = 0.5 }: CagradCombinerOptions = {}): GradientCombiner {
  checkNumber('conflictAversion', conflictAversion, conflictAversion >= 0 && conflictAversion < Infinity, 'a finite number >= 0');

  return gramCombiner('cagrad', (gram, size) => {
    const coefficients = new Float64Array(size).fill(1);
    const withMean = Float64Array.from(coefficients, (_, k) => rowProduct(gram, coefficients, k) / size);
    const radius = conflictAversion * Math.sqrt(Math.max(0, withMean.reduce((sum, product) => sum + product, 0) / size));
    const active = [...coefficients.keys()].filter((k) => gram[k * size + k] !== 0);
    if (active.length === 0 || radius === 0) return coefficients;
    const { weights, length } = leastProduct(principalMinor(gram, size, active), Float64Array.from(active, (k) => withMean[k]!), radius);
    if (length !== 0) active.forEach((k, a) => { coefficients[k]! += (size * radius * weights[a]!) / length; });
    return coefficients;
  });
}

/** The w on the simplex that minimises g_w·g₀ + radius ‖g_w‖, and ‖g_w‖ there, which is 0 where it is too short to have a direction. */
function leastProduct(gram: Float64Array, withMean: Float64Array, radius: number): { weights: Float64Array; length: number } {
  const size = withMean.length;
  const norm = (w: Float64Array): number => Math.sqrt(Math.max(0, w.reduce((sum, weight, k) => sum + weight * rowProduct(gram, w, k), 0)));
  // Products of rounded sums tell lengths apart down to 1e-8 of the longest.
  const shortest = SHORTEST * Math.sqrt(withMean.reduce((most, _, k) => Math.max(most, gram[k * size + k]!), 0));
  const weights = minimizeOnSimplex(size, {
    gradient(w, out) {
      const length = norm(w);
      if (length <= shortest) return true;
      for (let k = 0; k < size; k++) out[k] = withMean[k]! + (radius * rowProduct(gram, w, k)) / length;
      return false;
    },
    lineMinimum(w, from, to, most) {
      const linear = withMean[to]! - withMean[from]!;
      const squared = norm(w) ** 2;
      const cross = rowProduct(gram, w, to) - rowProduct(gram, w, from);
      const curvature = gram[from * size + from]! + gram[to * size + to]! - 2 * gram[from * size + to]!;
      const slopeAt = (t: number): number => {
        const length = Math.sqrt(Math.max(0, squared + 2 * cross * t + curvature * t * t));
        return linear + (length > 0 ? (radius * (cross + curvature * t)) / length : 0);
      };
      if (slopeAt(most) <= 0) return most;
      let [low, high] = [0, most];
      for (let halving = 0; halving < HALVINGS; halving++) {
        const middle = (low + high) / 2;
        if (slopeAt(middle) <= 0) low = middle;
        else high = middle;
      }
      return low;
    },
  });
  const length = norm(weights);
  return { weights, length: length <= shortest ? 0 : length };
}
