import { delegateVectorEnv } from './delegate-vector-env.ts';
import { shownValue } from './shown-value.ts';
import type { VectorEnv, VectorStep } from './vector-env.ts';

/**
 * Rewards times a factor; `rawRewards` stay as they are. Evaluation environments give raw rewards.
 * @throws RangeError unless the factor is a finite number other than 0.
 */
export function scaleRewards(envs: VectorEnv, factor: number): VectorEnv {
  if (!Number.isFinite(factor) || factor === 0) throw new RangeError(`invalid factor: ${shownValue(factor)}; expected a finite number other than 0`);
  const rewards = new Float64Array(envs.numEnvs);
  let last: VectorStep | null = null;
  let result: VectorStep | null = null;
  return {
    ...delegateVectorEnv(envs),

    step(actions) {
      const step = envs.step(actions);
      for (let i = 0; i < rewards.length; i++) rewards[i] = step.rewards[i]! * factor;
      if (step !== last) result = { ...step, rewards };
      last = step;
      return result!;
    },
  };
}
