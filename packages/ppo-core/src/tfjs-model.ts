import type { LayersModel, LayerVariable, SymbolicTensor, Tensor, Variable } from '@tensorflow/tfjs';
import type { EngineSpec } from './engine.ts';
import { InvalidOptionError } from './errors.ts';
import type { TensorFlow } from './tfjs-library.ts';

/** What a model of one's own must fit. */
export interface TfjsModelSizes {
  readonly observationSize: number;
  /** Logits, or numbers of the mean action. */
  readonly numOutputs: number;
  readonly numValueHeads: number;
}

/**
 * Makes an actor-critic: a layers model of one input `[observationSize]` and two outputs, the policy's `[numOutputs]` and the critic's
 * `[numValueHeads]`, both linear. Its matrices (and convolutions) are made orthogonal with the agent's seed, its vectors stay as they were
 * made; layers run as in inference (no dropout, frozen statistics). Weights that are not trainable stay as they are, and are in no state.
 */
export type TfjsModel = (tf: TensorFlow, sizes: TfjsModelSizes) => LayersModel;

/** A weight of the model. */
export interface TfjsWeight {
  readonly name: string;
  readonly variable: Variable;
}

/** A layers model and its trainable weights, in the order of the flat parameter vector. */
export interface TfjsNetwork {
  readonly model: LayersModel;
  readonly weights: readonly TfjsWeight[];
}

/** @throws InvalidOptionError where a model of one's own has other inputs or outputs than it must have. */
export function createNetwork(tf: TensorFlow, spec: EngineSpec, create: TfjsModel | null): TfjsNetwork {
  const { observationSize, numValueHeads, head } = spec;
  const numOutputs = head.kind === 'categorical' ? head.numActions : head.actionSize;
  const sizes = { observationSize, numOutputs, numValueHeads };
  if (!create) return createPerceptron(tf, spec, sizes);
  const model = create(tf, sizes);
  checkShapes('inputs', model.inputs, [observationSize]);
  checkShapes('outputs', model.outputs, [numOutputs, numValueHeads]);
  const names = new Map([...outputNames('policy', model.outputs[0]!), ...outputNames('value', model.outputs[1]!)]);
  return {
    model,
    weights: model.trainableWeights.map((weight) => ({ name: names.get(weight) ?? weight.name, variable: variableOf(weight) })),
  };
}

/** The multi-layer perceptron of the fused engine, its parameters in the same order; all are 0. */
function createPerceptron(tf: TensorFlow, { hiddenSizes, activation, trunk }: EngineSpec, sizes: TfjsModelSizes): TfjsNetwork {
  const weights: TfjsWeight[] = [];
  function dense(name: string, input: SymbolicTensor, units: number, kind: 'tanh' | 'relu' | 'linear'): SymbolicTensor {
    const layer = tf.layers.dense({ units, activation: kind, kernelInitializer: 'zeros', biasInitializer: 'zeros' });
    const output = layer.apply(input) as SymbolicTensor;
    const [kernel, bias] = layer.trainableWeights;
    weights.push({ name: `${name}.weight`, variable: variableOf(kernel!) }, { name: `${name}.bias`, variable: variableOf(bias!) });
    return output;
  }
  const hidden = (prefix: string): SymbolicTensor => hiddenSizes.reduce((x, units, l) => dense(`${prefix}.${l}`, x, units, activation), inputs);
  const inputs = tf.input({ shape: [sizes.observationSize] });
  const shared = trunk === 'shared' ? hidden('trunk') : null;
  const policy = dense('policy.output', shared ?? hidden('policy'), sizes.numOutputs, 'linear');
  const value = dense('value.output', shared ?? hidden('value'), sizes.numValueHeads, 'linear');
  return { model: tf.model({ inputs, outputs: [policy, value] }), weights };
}

function checkShapes(what: 'inputs' | 'outputs', tensors: readonly SymbolicTensor[], expected: readonly number[]): void {
  const shapes = tensors.map(({ shape }) => JSON.stringify(shape)).join(', ');
  const wanted = expected.map((size) => `[null,${size}]`).join(', ');
  if (shapes !== wanted) throw new InvalidOptionError(`invalid model: ${what} ${shapes}; expected ${wanted}`);
}

/** The fused engine's names for the weights of an output that is a linear dense layer; none otherwise. */
function outputNames(prefix: 'policy' | 'value', { sourceLayer }: SymbolicTensor): [LayerVariable, string][] {
  if (sourceLayer.getClassName() !== 'Dense' || sourceLayer.getConfig()['activation'] !== 'linear') return [];
  return sourceLayer.trainableWeights.map((weight, i) => [weight, `${prefix}.output.${i === 0 ? 'weight' : 'bias'}`]);
}

/** What a layer computes with: reading gives the variable itself. */
function variableOf(weight: LayerVariable): Variable {
  return weight.read() satisfies Tensor as Variable;
}
