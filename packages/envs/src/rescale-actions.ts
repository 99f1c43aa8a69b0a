import { delegateVectorEnv } from './delegate-vector-env.ts';
import { shownValue } from './shown-value.ts';
import { box } from './spaces.ts';
import { checkNumbers, checkOptionNames } from './validation.ts';
import type { VectorEnv } from './vector-env.ts';

/** Options of {@link rescaleActions}. */
export interface RescaleActionsOptions {
  /** Least number of an action, -1 by default. */
  low?: number;
  /** Largest number of an action, 1 by default. */
  high?: number;
}

/**
 * Actions in [low, high], taken to the bounds of the environments' own Box by the affine map that does so in each dimension; after
 * Gymnasium's `RescaleAction`.
 * @throws RangeError unless low < high are finite; TypeError for an unknown option, or unless the environments' actions are a Box with finite bounds.
 */
export function rescaleActions(envs: VectorEnv, options: RescaleActionsOptions = {}): VectorEnv {
  checkOptionNames(options, ['low', 'high']);
  const { low = -1, high = 1 } = options;
  if (!(Number.isFinite(low) && Number.isFinite(high) && low < high)) {
    throw new RangeError(`invalid interval of actions: [${shownValue(low)}, ${shownValue(high)}]; expected finite numbers, low < high`);
  }
  const inner = envs.actionSpace;
  if (inner.kind !== 'Box' || ![...inner.low, ...inner.high].every(Number.isFinite)) {
    throw new TypeError(`invalid environment ${envs.id}: its actions are no Box with finite bounds`);
  }
  const size = inner.low.length;
  const rescaled = new Float32Array(envs.numEnvs * size);
  return {
    ...delegateVectorEnv(envs),
    actionSpace: box(low, high, { shape: inner.shape }),

    step(actions) {
      checkNumbers('actions', actions, rescaled.length);
      for (let i = 0; i < rescaled.length; i++) {
        const least = inner.low[i % size]!;
        const most = inner.high[i % size]!;
        rescaled[i] = least + ((actions[i]! - low) * (most - least)) / (high - low);
      }
      return envs.step(rescaled);
    },

    createEvaluationEnvs: (evaluation) => rescaleActions(envs.createEvaluationEnvs(evaluation), { low, high }),
  };
}
