import type { Tensor, Tensor1D, Variable } from '@tensorflow/tfjs';
import type { Engine } from './engine.ts';
import type { TensorFlow } from './tfjs-library.ts';
import type { TfjsWeight } from './tfjs-model.ts';

/** Variables of TensorFlow.js as one flat vector. */
export interface TfjsParameters {
  readonly count: number;
  readonly layers: Engine['layers'];
  /** One vector of a tensor per variable, in their order; null stands for zeros. */
  flatten(tensors: readonly (Tensor | null)[]): Tensor1D;
  /** Parts of a vector, each of its variable's shape, to all variables. */
  assign(flat: Tensor1D): void;
}

export function createParameters(tf: TensorFlow, weights: readonly TfjsWeight[]): TfjsParameters {
  const sizes = weights.map(({ variable }) => variable.size);
  let count = 0;
  const layers = weights.map(({ name, variable }) => {
    const columns = variable.shape.at(-1) ?? 1;
    const layer = { name, offset: count, rows: variable.size / columns, columns };
    count += variable.size;
    return layer;
  });
  return {
    count,
    layers,
    flatten: (tensors) => tf.concat1d(tensors.map((tensor, i) => (tensor ? tensor.flatten() : tf.zeros([sizes[i]!])))),
    assign(flat) {
      tf.split(flat, sizes).forEach((part, i) => {
        const { variable } = weights[i]!;
        variable.assign(part.reshape(variable.shape));
      });
    },
  };
}

/** A vector in a variable, which optimisers do not train; 0 at first. */
export interface TfjsVector {
  readonly variable: Variable;
  /** A copy, or into `out`. */
  read(out?: Float32Array): Float32Array;
  write(values: Float32Array): void;
}

export function createVector(tf: TensorFlow, size: number): TfjsVector {
  const variable = tf.tidy(() => tf.variable(tf.zeros([size]), false));
  return {
    variable,
    read: (out) => readTensor(variable, out),
    write(values) {
      // TensorFlow.js keeps the array that it is given
      tf.tidy(() => variable.assign(tf.tensor1d(values.slice())));
    },
  };
}

/** @throws RangeError when `out` is of another length. */
export function readTensor(tensor: Tensor, out: Float32Array = new Float32Array(tensor.size)): Float32Array {
  checkLength('out', out.length, tensor.size);
  out.set(tensor.dataSync<'float32'>());
  return out;
}

/** @throws RangeError */
export function checkLength(name: string, length: number, expected: number): void {
  if (length !== expected) throw new RangeError(`invalid length of ${name}: ${length}; expected ${expected}`);
}
