import type { GradientCombiner } from '@cohort-rl/rollouts';
import { gramMatrix, linearCombination } from './gram-matrix.ts';

/**
 * A combiner whose result is a linear combination of the gradients that depends on their inner products alone, which all that
 * are here have in common.
 * @param coefficientsOf from the `[K, K]` inner products to one coefficient per gradient.
 */
export function gramCombiner(name: string, coefficientsOf: (gram: Float64Array, size: number) => Float64Array): GradientCombiner {
  return {
    name,
    combine(gradients, out) {
      const wrong = gradients.findIndex((gradient) => gradient.length !== out.length);
      if (wrong >= 0) throw new RangeError(`invalid length of gradient ${wrong}: ${gradients[wrong]!.length}; expected ${out.length}, as of out`);
      linearCombination(coefficientsOf(gramMatrix(gradients), gradients.length), gradients, out);
    },
  };
}
