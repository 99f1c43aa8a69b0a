import type { Space } from '@cohort-rl/envs';
import { InvalidOptionError } from './errors.ts';

/** Between the numbers of a policy and the actions of an environment. */
export interface ActionAdapter {
  readonly isDiscrete: boolean;
  /** Numbers per action: 1 for a discrete one. */
  readonly actionSize: number;
  /** Outputs of the policy head: logits, or means. */
  readonly numOutputs: number;
  /** `[rows × actionSize]` → what `step` takes: shifted by the space's start, or clipped to its bounds. The result is reused. */
  toEnv(actions: Float32Array): Int32Array | Float32Array;
}

/** @throws InvalidOptionError for a space that a policy cannot act in. */
export function createActionAdapter(space: Space, numRows: number): ActionAdapter {
  if (space.kind === 'discrete') {
    const { n, start } = space;
    const out = new Int32Array(numRows);
    return {
      isDiscrete: true,
      actionSize: 1,
      numOutputs: n,
      toEnv(actions) {
        for (let i = 0; i < numRows; i++) out[i] = actions[i]! + start;
        return out;
      },
    };
  }
  if (space.kind === 'box') {
    const { low, high, size } = space;
    const out = new Float32Array(numRows * size);
    return {
      isDiscrete: false,
      actionSize: size,
      numOutputs: size,
      toEnv(actions) {
        for (let i = 0; i < numRows; i++) {
          for (let j = 0; j < size; j++) {
            const action = actions[i * size + j]!;
            out[i * size + j] = action < low[j]! ? low[j]! : action > high[j]! ? high[j]! : action;
          }
        }
        return out;
      },
    };
  }
  throw new InvalidOptionError(`invalid action space: ${(space as { kind: string }).kind}; expected one of discrete, box`);
}
