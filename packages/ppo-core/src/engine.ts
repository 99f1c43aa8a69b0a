import type { ActorCriticSpec, LossSettings, LossStatistics, OptimizerState, ParameterLayer, RolloutMemory } from '@cohort-rl/kernels';

export type { LossSettings, LossStatistics, OptimizerState } from '@cohort-rl/kernels';

/** The actor-critic that an engine computes, and the sizes it is asked for. */
export type EngineSpec = Required<Omit<ActorCriticSpec, 'hasReference' | 'threads' | 'actRows'>> & Pick<ActorCriticSpec, 'hasReference'>;

/** The rows that minibatches are gathered from; the rollout writes into them directly. */
export type EngineBatch = RolloutMemory;

/** The same settings with the policy's part of the loss alone. */
export function policyLossOnly(settings: LossSettings): LossSettings {
  return { ...settings, entropyCoefficient: 0, valueCoefficient: null, referenceCoefficient: 0 };
}

/** Owner of an actor-critic's parameters: everything in PPO that multiplies matrices. */
export interface Engine {
  readonly name: 'fused' | 'tfjs';
  /** The build or backend that answers, as it stands in `run.json`: `wasm-simd128` or `tfjs-cpu`, say. */
  readonly build: string;
  /** Where something else came than was asked for, and why: a build that is not native, a slower backend, one thread in place of several. */
  readonly notes: readonly string[];
  /** Threads that share the gradient of a minibatch: no more than asked for. */
  readonly threads: number;
  readonly parameterCount: number;
  /** Everything that the engine holds, where it knows; it never grows. */
  readonly memoryBytes?: number;
  readonly layers: readonly ParameterLayer[];
  readonly batch: EngineBatch;
  /** Orthogonal weights (gains √2, 0.01 for the policy head, 1 for the value head), zero biases; `normal` draws standard normals. */
  initialize(normal: () => number): void;
  /**
   * Actions and their log-probabilities for `numRows` observations. `noise`: one uniform per row (categorical) or one standard
   * normal per action number (Gaussian); null: the most probable action, the mean.
   */
  act(
    observations: Float32Array,
    numRows: number,
    noise: Float32Array | null,
    actions: Float32Array,
    logProbabilities: Float32Array,
    actionMasks?: Uint8Array | null,
  ): void;
  /** Logits, or means, for `numRows` observations. */
  policyOutputs(observations: Float32Array, numRows: number, out: Float32Array): void;
  /** Outputs of the critic; `heads` `[n]` names each row's, with several heads only. */
  values(observations: Float32Array, numRows: number, out: Float32Array, heads?: Int32Array): void;
  /** Gradient of the loss over the rows `indices` of `batch`, kept until `applyGradient`. The result is reused. */
  minibatchGradient(indices: Int32Array, settings: LossSettings): LossStatistics;
  /** Clips to the global norm, then one step of Adam; nothing changes when the norm is not finite. The result is reused. */
  applyGradient(settings: { learningRate: number; maxGradNorm: number }): { readonly gradientNorm: number; readonly isFinite: boolean };
  /** The gradient that `applyGradient` would take, in the order of the parameters. */
  readGradient(out?: Float32Array): Float32Array;
  writeGradient(gradient: Float32Array): void;
  readParameters(): Float32Array;
  writeParameters(parameters: Float32Array): void;
  readOptimizer(): OptimizerState;
  writeOptimizer(state: OptimizerState): void;
  /** Ends the threads, where there are some; everything goes on in the calling thread alone. */
  close(): void;
}
