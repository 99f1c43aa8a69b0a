import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { builds } from '../test/model.ts';
import { randomStream } from '../test/random-stream.ts';
import { loadKernels, type KernelLibrary } from './library.ts';
import { paddedPlaces, type ParameterBlock } from './layout.ts';

const activations = [Math.tanh, (x: number) => Math.max(x, 0)];
const derivatives = [(h: number) => 1 - h * h, (h: number) => (h > 0 ? 1 : 0)];

describe.each(builds)('matrix products, %s', (build) => {
  let library: KernelLibrary;
  beforeAll(async () => {
    library = await loadKernels(build);
  });

  const roundUp = (n: number, multiple: number): number => Math.ceil(n / multiple) * multiple;

  /** A layer of any size with its matrices in one arena: activations padded to strides, weights in panels. */
  function layer(m: number, k: number, n: number, seed: number) {
    const { normal } = randomStream(seed);
    const rows = roundUp(m, library.tileRows);
    const xStride = roundUp(k, library.vectorWidth);
    const yStride = roundUp(n, library.vectorWidth);
    const sizes = {
      x: rows * xStride, y: rows * yStride, h: rows * xStride, g: rows * xStride, d: rows * yStride, weights: k * yStride,
      biases: yStride, transposed: n * xStride, weightGradient: k * yStride, biasGradient: yStride,
    };
    const total = Object.values(sizes).reduce((sum, size) => sum + size, 0);
    const { buffer, base, kernels } = library.allocate(library.firstByte + 4 * total);
    let at = library.firstByte;
    const arrays = Object.fromEntries(
      Object.entries(sizes).map(([name, size]) => {
        const array = new Float32Array(buffer, at, size);
        at += 4 * size;
        return [name, array];
      }),
    ) as Record<keyof typeof sizes, Float32Array>;
    const block: ParameterBlock = {
      name: 'w', kind: 'hidden', offset: 0, rows: k, columns: n, paddedOffset: 0, paddedColumns: yStride, firstColumn: 0, isTransposed: false,
    };
    const places = paddedPlaces([block], k * n, library.tileColumns);
    places.forEach((place) => (arrays.weights[place] = normal()));
    for (let j = 0; j < n; j++) arrays.biases[j] = normal();
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < k; j++) {
        arrays.x[i * xStride + j] = normal();
        arrays.h[i * xStride + j] = Math.tanh(normal());
      }
      for (let j = 0; j < n; j++) arrays.d[i * yStride + j] = normal();
    }
    const weight = (array: Float32Array, row: number, column: number): number => array[places[row * n + column]!]!;
    return { rows, xStride, yStride, base, kernels, arrays, places, weight, of: (name: keyof typeof sizes) => arrays[name].byteOffset };
  }

  const size = fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 1, max: 20 }) }, fc.integer({ min: 21, max: 90 }));
  const shape = [size, size, size, fc.nat(), fc.constantFrom(0, 1)] as const;

  test('forward is activation(x W + b)', () => {
    fc.assert(
      fc.property(...shape, (m, k, n, seed, activation) => {
        const { rows, xStride, yStride, base, kernels, arrays, weight, of } = layer(m, k, n, seed);
        for (const linear of [true, false]) {
          kernels.layer_forward(base, rows, k, yStride, of('x'), xStride, of('weights'), of('biases'), of('y'), yStride, linear ? 0 : activation + 1);
          let worst = 0;
          for (let i = 0; i < m; i++) {
            for (let j = 0; j < yStride; j++) {
              let sum = j < n ? arrays.biases[j]! : 0;
              if (j < n) for (let l = 0; l < k; l++) sum += arrays.x[i * xStride + l]! * weight(arrays.weights, l, j);
              const expected = linear ? sum : activations[activation]!(sum);
              worst = Math.max(worst, Math.abs(arrays.y[i * yStride + j]! - expected));
            }
          }
          expect(worst).toBeLessThan(1e-6 * (2 + 4 * k));
        }
      }),
      { numRuns: 60 },
    );
  });

  test('the weight gradient is x^T d, the bias gradient the column sums of d; both can be added to what is there', () => {
    fc.assert(
      fc.property(...shape, (m, k, n, seed, accumulate) => {
        const { rows, xStride, yStride, base, kernels, arrays, weight, of } = layer(m, k, n, seed);
        arrays.weightGradient.fill(0.5);
        arrays.biasGradient.fill(0.25);
        kernels.layer_weight_gradient(
          base, rows, k, yStride, of('x'), xStride, of('d'), yStride, of('weightGradient'), of('biasGradient'), accumulate,
        );
        let worst = 0;
        for (let j = 0; j < n; j++) {
          for (let l = 0; l < k; l++) {
            let sum = accumulate ? 0.5 : 0;
            for (let i = 0; i < m; i++) sum += arrays.x[i * xStride + l]! * arrays.d[i * yStride + j]!;
            worst = Math.max(worst, Math.abs(weight(arrays.weightGradient, l, j) - sum));
          }
          let sum = accumulate ? 0.25 : 0;
          for (let i = 0; i < m; i++) sum += arrays.d[i * yStride + j]!;
          worst = Math.max(worst, Math.abs(arrays.biasGradient[j]! - sum));
        }
        expect(worst).toBeLessThan(1e-6 * (2 + 4 * m));
      }),
      { numRuns: 60 },
    );
  });

  test("the input gradient is (d W^T) activation'(h), also in place", () => {
    fc.assert(
      fc.property(...shape, fc.boolean(), (m, k, n, seed, activation, inPlace) => {
        const { rows, xStride, yStride, base, kernels, arrays, weight, of } = layer(m, k, n, seed);
        const h = arrays.h.slice();
        const result = inPlace ? 'h' : 'g';
        kernels.layer_transpose(base, k, n, of('weights'), xStride, of('transposed'));
        kernels.layer_input_gradient(
          base, rows, n, xStride, of('d'), yStride, of('transposed'), of('h'), of(result), xStride, activation + 1,
        );
        let worst = 0;
        for (let i = 0; i < m; i++) {
          for (let l = 0; l < xStride; l++) {
            let sum = 0;
            if (l < k) for (let j = 0; j < n; j++) sum += arrays.d[i * yStride + j]! * weight(arrays.weights, l, j);
            const expected = sum * derivatives[activation]!(h[i * xStride + l]!);
            worst = Math.max(worst, Math.abs(arrays[result][i * xStride + l]! - expected));
          }
        }
        expect(worst).toBeLessThan(1e-6 * (2 + 4 * n));
      }),
      { numRuns: 60 },
    );
  });
});
