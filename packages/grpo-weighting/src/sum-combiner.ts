import type { GradientCombiner } from '@cohort-rl/rollouts';
import { linearCombination } from './gram-matrix.ts';

/** Σ g: what one gradient of the whole loss would be. Stateless. */
export function sumCombiner(): GradientCombiner {
  return { name: 'sum', combine: (gradients, out) => linearCombination(new Float64Array(gradients.length).fill(1), gradients, out) };
}
