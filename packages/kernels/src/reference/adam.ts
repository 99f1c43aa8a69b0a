import type { OptimizerSettings } from '../actor-critic.ts';

export interface AdamState {
  step: number;
  readonly parameters: Float64Array;
  readonly firstMoment: Float64Array;
  readonly secondMoment: Float64Array;
}

/** Clips the gradient's norm and takes one step of Adam in place, as PyTorch does, in float64; returns the norm. Test-only oracle. */
export function referenceAdam(state: AdamState, gradient: ArrayLike<number>, settings: OptimizerSettings): number {
  const { learningRate, maxGradNorm, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-5 } = settings;
  let squares = 0;
  for (let i = 0; i < gradient.length; i++) squares += gradient[i]! ** 2;
  const norm = Math.sqrt(squares);
  const scale = Math.min(1, maxGradNorm / (norm + 1e-6));
  state.step += 1;
  for (let i = 0; i < gradient.length; i++) {
    const g = gradient[i]! * scale;
    const m = beta1 * state.firstMoment[i]! + (1 - beta1) * g;
    const v = beta2 * state.secondMoment[i]! + (1 - beta2) * g * g;
    state.firstMoment[i] = m;
    state.secondMoment[i] = v;
    const unbiasedM = m / (1 - beta1 ** state.step);
    const unbiasedV = v / (1 - beta2 ** state.step);
    state.parameters[i]! -= (learningRate * unbiasedM) / (Math.sqrt(unbiasedV) + epsilon);
  }
  return norm;
}
