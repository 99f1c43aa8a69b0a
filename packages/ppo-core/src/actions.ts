import { actionSize, type ActionSpace } from '@cohort-rl/envs';

/** Between the numbers of a policy and the actions of an environment. */
export interface ActionAdapter {
  readonly isDiscrete: boolean;
  /** Numbers per action: 1 for a discrete one. */
  readonly actionSize: number;
  /** Outputs of the policy head: logits, or means. */
  readonly numOutputs: number;
  /** `[rows × actionSize]` → what a vector environment steps with: indices, or numbers clipped to the space's bounds. Reused. */
  toEnv(actions: Float32Array): Int32Array | Float32Array;
}

export function createActionAdapter(space: ActionSpace, numRows: number): ActionAdapter {
  if (space.kind === 'Discrete') {
    const out = new Int32Array(numRows);
    return {
      isDiscrete: true,
      actionSize: 1,
      numOutputs: space.n,
      toEnv(actions) {
        out.set(actions);
        return out;
      },
    };
  }
  const { low, high } = space;
  const size = actionSize(space);
  const out = new Float32Array(numRows * size);
  return {
    isDiscrete: false,
    actionSize: size,
    numOutputs: size,
    toEnv(actions) {
      for (let i = 0; i < out.length; i++) {
        const action = actions[i]!;
        const j = i % size;
        out[i] = action < low[j]! ? low[j]! : action > high[j]! ? high[j]! : action;
      }
      return out;
    },
  };
}
