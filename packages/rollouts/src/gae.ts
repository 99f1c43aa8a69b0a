import type { Rollout } from './rollout.ts';

/** Settings of {@link computeGae}. */
export interface GaeOptions {
  /** Discount γ, in [0, 1]. */
  readonly gamma: number;
  /** λ, in [0, 1]: 0 is one-step temporal difference, 1 is Monte Carlo. */
  readonly gaeLambda: number;
  /** Whether a truncated step bootstraps from the value of its final observation (default); else it counts as terminal, as in CleanRL. */
  readonly bootstrapTruncation?: boolean;
}

/**
 * Generalised advantage estimation (Schulman et al. 2016, arXiv:1506.02438, equations 11 and 16). Fills
 * `rollout.advantages` and `rollout.returns` (the λ-returns, A + V) from rewards, values and flags:
 *
 *     δ_t = r_t + γ V'_t − V_t          V'_t: 0 at a terminated step, `finalValues` at a truncated one, else the next value
 *     A_t = δ_t + γλ A_{t+1}            A_{t+1} = 0 where the episode ends at t and after the last step
 *
 * Sums are float64; results are stored as float32. A step that belongs to no episode gets advantage 0 and its value as return; since
 * an episode's end precedes it, nothing of it gets into another step.
 *
 * @throws RangeError when γ or λ is outside [0, 1].
 */
export function computeGae(rollout: Rollout, { gamma, gaeLambda, bootstrapTruncation = true }: GaeOptions): void {
  for (const [name, value] of [['gamma', gamma], ['gaeLambda', gaeLambda]] as const) {
    if (!(value >= 0 && value <= 1)) throw new RangeError(`invalid ${name}: ${value}; expected a number in [0, 1]`);
  }
  const { numSteps, numEnvs, values, rewards, terminated, truncated, finalValues, lastValues, waiting, advantages, returns } = rollout;
  const decay = gamma * gaeLambda;
  const accumulated = new Float64Array(numEnvs);
  for (let t = numSteps - 1; t >= 0; t--) {
    for (let n = 0; n < numEnvs; n++) {
      const i = t * numEnvs + n;
      let nextValue: number;
      let nextAdvantage = 0;
      if (terminated[i] === 1) nextValue = 0;
      else if (truncated[i] === 1) nextValue = bootstrapTruncation ? finalValues[i]! : 0;
      else {
        nextValue = t === numSteps - 1 ? lastValues[n]! : values[i + numEnvs]!;
        nextAdvantage = accumulated[n]!;
      }
      const advantage = rewards[i]! + gamma * nextValue - values[i]! + decay * nextAdvantage;
      accumulated[n] = advantage;
      advantages[i] = advantage;
      returns[i] = advantage + values[i]!;
    }
  }
  if (!waiting) return;
  for (let i = 0; i < waiting.length; i++) {
    if (waiting[i] === 0) continue;
    advantages[i] = 0;
    returns[i] = values[i]!;
  }
}
