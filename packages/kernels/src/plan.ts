/** Fields of `struct Plan` in `c/plan.h`: first its doubles, then its words of 4 bytes, in the order of the C source. */
const doubleNames = [
  'learningRate', 'maxGradientNorm', 'beta1', 'beta2', 'epsilon', 'gradientNorm', 'policyLoss', 'valueLoss', 'entropy', 'approxKl',
  'clipFraction', 'referenceKl', 'advantageMean', 'advantageScale',
] as const;

const wordNames = [
  'clipRange', 'valueClipRange', 'entropyCoefficient', 'valueCoefficient', 'referenceCoefficient', 'hasCritic', 'normalizeAdvantages', 'weightValueLoss',
  'optimizerStep', 'transposedIsStale', 'count', 'numShards',
  'numParameters', 'parameters', 'gradient', 'firstMoment', 'secondMoment', 'indices',
  'observationSize', 'head', 'numOutputs', 'actionSize', 'logStd', 'firstValue', 'numValueHeads',
  'policyNumLayers', 'policyLayers', 'policyOutputGradient', 'valueNumLayers', 'valueLayers', 'valueOutputGradient',
  'observations', 'actions', 'logProbabilities', 'values', 'advantages', 'returns', 'stepWeights', 'actionMasks', 'valueHeads', 'referenceLogProbabilities',
  'scratch', 'scratchSize', 'blockRows', 'input', 'lanes', 'shards', 'shardSize', 'statistics',
] as const;

type WordName = (typeof wordNames)[number];

function indices<Name extends string>(names: readonly Name[], first: number): Readonly<Record<Name, number>> {
  return Object.fromEntries(names.map((name, index) => [name, first + index])) as Record<Name, number>;
}

/** Index of each double of the plan in a `Float64Array` on it. */
export const planDoubles = indices(doubleNames, 0);

/** Index of each word of the plan in an `Int32Array` or `Float32Array` on it. */
export const planWords = indices(wordNames, 2 * doubleNames.length);

/** Size of the plan; C's alignment rounds it up to whole doubles. */
export const planBytes = 8 * Math.ceil((2 * doubleNames.length + wordNames.length) / 2);

/** The plan's fields that the layout decides, as integers. */
export type PlanValues = Partial<Record<WordName, number>>;

/** Fields of `struct Layer`, in order. */
export interface LayerPlan {
  inputs: number;
  outputs: number;
  inputStride: number;
  outputStride: number;
  weights: number;
  biases: number;
  transposed: number;
  output: number;
  activation: number;
}

export const layerWords = 9;

/** The words of `struct Layer`. */
export function layerToWords(layer: LayerPlan): number[] {
  const { inputs, outputs, inputStride, outputStride, weights, biases, transposed, output, activation } = layer;
  return [inputs, outputs, inputStride, outputStride, weights, biases, transposed, output, activation];
}
