/** Multi-layer perceptrons in float64, one row at a time, to be read beside the formulas. Test-only. */

/** Weights `[inputs, outputs]` row-major at `weights`, biases at `biases` of a parameter vector. */
export interface Dense {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: number;
  readonly biases: number;
}

export type HiddenActivation = 'tanh' | 'relu';

/** What each layer gives for one row, the input first: `h[l + 1] = activation(h[l] W + b)`, the last layer linear. */
export function forward(parameters: Float64Array, layers: readonly Dense[], activation: HiddenActivation, input: Float64Array): Float64Array[] {
  const outputs = [input];
  layers.forEach(({ inputs, outputs: size, weights, biases }, l) => {
    const h = new Float64Array(size);
    for (let j = 0; j < size; j++) {
      let sum = parameters[biases + j]!;
      for (let k = 0; k < inputs; k++) sum += outputs[l]![k]! * parameters[weights + k * size + j]!;
      h[j] = l === layers.length - 1 ? sum : activation === 'tanh' ? Math.tanh(sum) : Math.max(sum, 0);
    }
    outputs.push(h);
  });
  return outputs;
}

/** Adds one row's gradient by the parameters, given the gradient by the network's output. */
export function backward(
  parameters: Float64Array, layers: readonly Dense[], activation: HiddenActivation, outputs: readonly Float64Array[],
  outputGradient: Float64Array, gradient: Float64Array,
): void {
  let d = outputGradient;
  for (let l = layers.length - 1; l >= 0; l--) {
    const { inputs, outputs: size, weights, biases } = layers[l]!;
    const h = outputs[l]!;
    const below = new Float64Array(inputs);
    for (let j = 0; j < size; j++) {
      gradient[biases + j]! += d[j]!;
      for (let k = 0; k < inputs; k++) {
        gradient[weights + k * size + j]! += h[k]! * d[j]!;
        below[k]! += d[j]! * parameters[weights + k * size + j]!;
      }
    }
    for (let k = 0; k < inputs; k++) below[k]! *= activation === 'tanh' ? 1 - h[k]! ** 2 : h[k]! > 0 ? 1 : 0;
    d = below;
  }
}
