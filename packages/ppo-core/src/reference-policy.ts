import type { Engine } from './engine.ts';

/** A policy that stays as it is, for the trained one to be held to. */
export interface ReferencePolicy {
  /** The parameters of the whole network, in the engine's order. */
  readParameters(): Float32Array;
  writeParameters(parameters: Float32Array): void;
  /**
   * Writes the log-probabilities of `out.length` rows' actions: indices `[rows]`, or numbers `[rows × actionSize]`.
   * @param actionMasks `[rows × numActions]`, 1 where allowed; null: every action is.
   */
  logProbabilities(observations: Float32Array, actions: Float32Array, actionMasks: Uint8Array | null, out: Float32Array): void;
}

/**
 * @param engine one of its own, of the trained network's shape; sums are float64.
 * @param numOutputs logits, or the dimension of the actions.
 */
export function createReferencePolicy(engine: Engine, isDiscrete: boolean, numOutputs: number): ReferencePolicy {
  let outputs = new Float32Array(0);
  return {
    readParameters: () => engine.readParameters(),
    writeParameters: (parameters) => engine.writeParameters(parameters),
    logProbabilities(observations, actions, actionMasks, out) {
      const rows = out.length;
      if (outputs.length < rows * numOutputs) outputs = new Float32Array(rows * numOutputs);
      engine.policyOutputs(observations, rows, outputs);
      if (isDiscrete) categoricalLogProbabilities(outputs, numOutputs, actions, actionMasks, out);
      else gaussianLogProbabilities(outputs, numOutputs, logStandardDeviations(engine), actions, out);
    },
  };
}

function categoricalLogProbabilities(logits: Float32Array, numActions: number, actions: Float32Array, masks: Uint8Array | null, out: Float32Array): void {
  for (let row = 0; row < out.length; row++) {
    const at = row * numActions;
    const chosen = logits[at + actions[row]!]!;
    let sum = 0;
    for (let i = at; i < at + numActions; i++) if (!masks || masks[i] === 1) sum += Math.exp(logits[i]! - chosen);
    out[row] = -Math.log(sum);
  }
}

function gaussianLogProbabilities(means: Float32Array, size: number, logStds: Float32Array, actions: Float32Array, out: Float32Array): void {
  for (let row = 0; row < out.length; row++) {
    let sum = 0;
    for (let j = 0; j < size; j++) {
      const deviation = (actions[row * size + j]! - means[row * size + j]!) * Math.exp(-logStds[j]!);
      sum -= 0.5 * deviation * deviation + logStds[j]! + 0.5 * Math.log(2 * Math.PI);
    }
    out[row] = sum;
  }
}

/** Of a Gaussian policy, one per number of an action. */
export function logStandardDeviations(engine: Engine): Float32Array {
  const { offset, columns } = engine.layers.find(({ name }) => name === 'policy.logStandardDeviation')!;
  return engine.readParameters().subarray(offset, offset + columns);
}
