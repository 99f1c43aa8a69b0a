/** The actor-critic that an engine computes, and the sizes it is asked for. */
export interface EngineSpec {
  readonly observationSize: number;
  readonly hiddenSizes: readonly number[];
  readonly activation: 'tanh' | 'relu';
  /** `separate`: actor and critic share nothing; `shared`: one trunk with two linear heads. */
  readonly trunk: 'separate' | 'shared';
  readonly head: { readonly kind: 'categorical'; readonly numActions: number } | { readonly kind: 'gaussian'; readonly actionSize: number };
  /** M, rows of a rollout. */
  readonly rolloutSize: number;
  /** Rows of the largest minibatch. */
  readonly minibatchSize: number;
  readonly hasActionMasks: boolean;
  /** Outputs of the critic; with several, each row has its own (`EngineBatch.valueHeads`). */
  readonly numValueHeads: number;
  /** Whether the batch has log-probabilities of a reference policy. Default false. */
  readonly hasReference?: boolean;
}

/** The rows that minibatches are gathered from; the rollout writes into them directly. */
export interface EngineBatch {
  /** `[M × observationSize]` */
  readonly observations: Float32Array;
  /** `[M × actionSize]`; a discrete action is its index. */
  readonly actions: Float32Array;
  /** `[M]` each. */
  readonly logProbabilities: Float32Array;
  readonly values: Float32Array;
  readonly advantages: Float32Array;
  readonly returns: Float32Array;
  readonly stepWeights: Float32Array;
  /** `[M × numActions]`, 1 where allowed. */
  readonly actionMasks: Uint8Array | null;
  /** `[M]`, the value head of each row; null with one head. */
  readonly valueHeads: Int32Array | null;
  /** `[M]`, of the actions under the reference policy; null without one. */
  readonly referenceLogProbabilities: Float32Array | null;
}

/**
 * Coefficients of the PPO loss (Schulman et al. 2017, eq. 9): policy + valueCoefficient · value − entropyCoefficient · entropy, and
 * + referenceCoefficient · divergence from the reference policy, where there is one.
 */
export interface LossSettings {
  /** Half width of the interval around 1 outside which the probability ratio is clipped. */
  readonly clipRange: number;
  /** Largest move of a value from the rollout's before its loss is clipped; null: not clipped. */
  readonly valueClipRange: number | null;
  readonly entropyCoefficient: number;
  readonly valueCoefficient: number;
  /** Whether advantages are normalised inside the minibatch: (A − mean) / (sample deviation + 1e-8). */
  readonly normalizeAdvantages: boolean;
  /** Whether step weights multiply the value loss too. */
  readonly weightValueLoss: boolean;
  /** Default 0. */
  readonly referenceCoefficient?: number;
}

/** The same settings with the policy's part of the loss alone. */
export function policyLossOnly(settings: LossSettings): LossSettings {
  return { ...settings, entropyCoefficient: 0, valueCoefficient: 0, referenceCoefficient: 0 };
}

/** Means over one minibatch. */
export interface LossStatistics {
  readonly loss: number;
  readonly policyLoss: number;
  /** Mean of ½ (V − R)². */
  readonly valueLoss: number;
  readonly entropy: number;
  /** Estimator k3 of the divergence from the policy that collected: mean of (r − 1) − log r. */
  readonly approxKl: number;
  readonly clipFraction: number;
  /** Estimator k3 of the divergence from the reference policy, weighted by step: mean of w ((q − 1) − log q), q = reference p / p. */
  readonly referenceKl: number;
}

/** Complete state of Adam. */
export interface OptimizerState {
  readonly step: number;
  readonly firstMoment: Float32Array;
  readonly secondMoment: Float32Array;
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
  /** Matrices within the flat parameter vector: row-major `[rows × columns]` from `offset` on; weights are `[inputs × outputs]`. */
  readonly layers: readonly { readonly name: string; readonly offset: number; readonly rows: number; readonly columns: number }[];
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
