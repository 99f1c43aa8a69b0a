import type { GradientCombiner } from '@cohort-rl/rollouts';
import { gramCombiner } from './gram-combiner.ts';
import { principalMinor, rowProduct } from './gram-matrix.ts';
import { minimizeOnSimplex } from './simplex-minimum.ts';

/**
 * Multiple-gradient descent: the shortest vector in the convex hull of the gradients, d = Σ α g with α ≥ 0, Σ α = 1, along
 * which no group's loss rises: d·g ≥ ‖d‖² for all; 0 where the groups cannot all improve (Désidéri 2012; Sener & Koltun 2018,
 * *Multi-task learning as multi-objective optimization*, equation 3). Times the number of gradients, so that equal gradients
 * give what `sum` gives. A gradient of 0 is left out: its group has nothing to lose. Stateless.
 */
export function mgdaCombiner(): GradientCombiner {
  return gramCombiner('mgda', (gram, size) => {
    const coefficients = new Float64Array(size);
    const active = [...coefficients.keys()].filter((k) => gram[k * size + k] !== 0);
    if (active.length > 0) {
      const weights = shortestInHull(principalMinor(gram, size, active), active.length);
      active.forEach((k, a) => { coefficients[k] = weights[a]! * active.length; });
    }
    return coefficients;
  });
}

/** The w on the simplex that minimises ‖Σ w g‖²/2. */
function shortestInHull(gram: Float64Array, size: number): Float64Array {
  return minimizeOnSimplex(size, {
    gradient(w, out) {
      for (let k = 0; k < size; k++) out[k] = rowProduct(gram, w, k);
      return false;
    },
    lineMinimum(w, from, to, most) {
      const slope = rowProduct(gram, w, to) - rowProduct(gram, w, from);
      const curvature = gram[from * size + from]! + gram[to * size + to]! - 2 * gram[from * size + to]!;
      return curvature > 0 ? -slope / curvature : most;
    },
  });
}
