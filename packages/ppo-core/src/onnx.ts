import type { ObservationNormalizer } from '@cohort-rl/envs';
import type { Engine } from './engine.ts';
import type { Policy } from './policy.ts';
import { bytesField, concatenate, integerField, textField } from './protobuf-writer.ts';

/** Versions that runtimes of the last years read: of the format, and of its operators. */
const irVersion = 8;
const opset = 17;

/** TensorProto.DataType. */
const types = { float: 1, int64: 7, double: 11 } as const;

/**
 * A policy as an ONNX model, normaliser and all. Input `observations` float32 `[rows, observationSize]`, raw. Outputs `actions`, the most
 * probable ones, int64 `[rows]`, or float32 `[rows, actionSize]` within the bounds; and `logits` float32 `[rows, numActions]`, or `means`
 * float32 `[rows, actionSize]` before the bounds. Masks are for the caller to apply to the logits. The normaliser computes in float64, as in
 * training. The metadata has what else is known: the environment, the steps, the logarithms of a Gaussian's standard deviations.
 * Source: onnx.proto and Operators.md of ONNX 1.13 (opset 17).
 */
export function toOnnx(policy: Policy): Uint8Array {
  const { env, step, observationSize, actionSpace, normalizer, activation, engine } = policy;
  const layers = policyLayers(engine);
  const numOutputs = layers.at(-1)!.biases.length;
  const nodes: Uint8Array[] = [];
  const initializers: Uint8Array[] = [];
  const constant = (name: string, dimensions: readonly number[], values: Float32Array | Float64Array): string => {
    initializers.push(bytesField(5, tensor(name, dimensions, values)));
    return name;
  };
  /** @returns the name of the node's output, `output` */
  const apply = (operator: string, inputs: readonly string[], output: string, ...attributes: readonly Uint8Array[]): string => {
    nodes.push(bytesField(1, node(operator, inputs, output, attributes)));
    return output;
  };

  let x = 'observations';
  if (normalizer) x = normalization(normalizer, x, constant, apply);
  layers.forEach(({ name, inputs, weights, biases }, i) => {
    const isLast = i === layers.length - 1;
    const dense = [x, constant(`${name}.weight`, [inputs, biases.length], weights), constant(`${name}.bias`, [biases.length], biases)];
    const output = actionSpace.kind === 'Discrete' ? 'logits' : 'means';
    x = apply('Gemm', dense, isLast ? output : `${name}.sum`);
    if (!isLast) x = apply(activation === 'tanh' ? 'Tanh' : 'Relu', [x], name);
  });

  const raw = { name: x, type: types.float, dimensions: ['rows', numOutputs] };
  let actions;
  if (actionSpace.kind === 'Discrete') {
    apply('ArgMax', [x], 'actions', integerAttribute('axis', 1), integerAttribute('keepdims', 0));
    actions = { name: 'actions', type: types.int64, dimensions: ['rows'] };
  } else {
    const { low, high } = actionSpace;
    apply('Min', [apply('Max', [x, constant('low', [numOutputs], low)], 'at_least_low'), constant('high', [numOutputs], high)], 'actions');
    actions = { ...raw, name: 'actions' };
  }
  const logStd = engine.layers.find(({ name }) => name === 'policy.logStandardDeviation');
  const graph = concatenate(
    ...nodes,
    textField(2, 'policy'),
    ...initializers,
    bytesField(11, valueInfo('observations', types.float, ['rows', observationSize])),
    ...[actions, raw].map(({ name, type, dimensions }) => bytesField(12, valueInfo(name, type, dimensions))),
  );
  return concatenate(
    integerField(1, irVersion),
    textField(2, 'cohort'),
    bytesField(7, graph),
    bytesField(8, concatenate(textField(1, ''), integerField(2, opset))),
    metadata('env', env),
    metadata('step', String(step)),
    ...(logStd ? [metadata('log_standard_deviations', JSON.stringify(Array.from(engine.readParameters().subarray(logStd.offset, logStd.offset + numOutputs))))] : []),
  );
}

interface DenseLayer {
  readonly name: string;
  readonly inputs: number;
  /** `[inputs × outputs]`, row-major. */
  readonly weights: Float32Array;
  readonly biases: Float32Array;
}

/** From the observations to the policy's outputs; the critic's own layers are left out. */
function policyLayers({ layers, readParameters }: Engine): DenseLayer[] {
  const parameters = readParameters();
  const block = ({ offset, rows, columns }: Engine['layers'][number]): Float32Array => parameters.slice(offset, offset + rows * columns);
  const isWeights = /^(?:trunk\.\d+|policy\.(?:\d+|output))\.weight$/;
  return layers
    .filter(({ name }) => isWeights.test(name))
    .map((weights) => {
      const name = weights.name.slice(0, -'.weight'.length);
      return { name, inputs: weights.rows, weights: block(weights), biases: block(layers.find((other) => other.name === `${name}.bias`)!) };
    });
}

/** (x − mean) / deviation, clipped, in float64. */
function normalization(
  { mean, variance, epsilon, clip }: ObservationNormalizer, input: string,
  constant: (name: string, dimensions: readonly number[], values: Float64Array) => string,
  apply: (operator: string, inputs: readonly string[], output: string, ...attributes: readonly Uint8Array[]) => string,
): string {
  const size = mean.length;
  let x = apply('Cast', [input], 'wide', integerAttribute('to', types.double));
  x = apply('Sub', [x, constant('mean', [size], mean)], 'centered');
  x = apply('Div', [x, constant('deviation', [size], variance.map((value) => Math.sqrt(value + epsilon)))], 'scaled');
  if (Number.isFinite(clip)) x = apply('Clip', [x, constant('least', [], Float64Array.of(-clip)), constant('most', [], Float64Array.of(clip))], 'clipped');
  return apply('Cast', [x], 'normalized', integerAttribute('to', types.float));
}

/** NodeProto: input 1, output 2, name 3, op_type 4, attribute 5. */
function node(operator: string, inputs: readonly string[], output: string, attributes: readonly Uint8Array[]): Uint8Array {
  return concatenate(
    ...inputs.map((input) => textField(1, input)), textField(2, output), textField(3, output), textField(4, operator), ...attributes.map((attribute) => bytesField(5, attribute)),
  );
}

/** AttributeProto: name 1, i 3, type 20 (INT is 2). */
const integerAttribute = (name: string, value: number): Uint8Array => concatenate(textField(1, name), integerField(3, value), integerField(20, 2));

/** TensorProto: dims 1, data_type 2, name 8, raw_data 9 (little-endian). */
function tensor(name: string, dimensions: readonly number[], values: Float32Array | Float64Array): Uint8Array {
  return concatenate(
    ...dimensions.map((dimension) => integerField(1, dimension)),
    integerField(2, values instanceof Float32Array ? types.float : types.double),
    textField(8, name),
    bytesField(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
  );
}

/** ValueInfoProto: name 1, type 2; TypeProto: tensor_type 1; its elem_type 1, shape 2; a dimension's value 1 or name 2. */
function valueInfo(name: string, type: number, dimensions: readonly (number | string)[]): Uint8Array {
  const shape = dimensions.map((dimension) => bytesField(1, typeof dimension === 'number' ? integerField(1, dimension) : textField(2, dimension)));
  return concatenate(textField(1, name), bytesField(2, bytesField(1, concatenate(integerField(1, type), bytesField(2, concatenate(...shape))))));
}

/** StringStringEntryProto: key 1, value 2. */
const metadata = (key: string, value: string): Uint8Array => bytesField(14, concatenate(textField(1, key), textField(2, value)));
