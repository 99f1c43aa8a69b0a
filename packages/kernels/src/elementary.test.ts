import { beforeAll, describe, expect, test } from '@jest/globals';
import { builds } from '../test/model.ts';
import { loadKernels, type KernelLibrary } from './library.ts';

/** About `count` float32 between two positive numbers, evenly spread over the representable ones. */
function spread(low: number, high: number, count: number): Float32Array {
  const bits = new Int32Array(new Float32Array([low, high]).buffer);
  const step = Math.max(1, Math.floor((bits[1]! - bits[0]!) / count));
  const pattern: number[] = [];
  for (let b = bits[0]!; b <= bits[1]!; b += step) pattern.push(b);
  return new Float32Array(Int32Array.from(pattern).buffer);
}

describe.each(builds)('elementary functions, %s', (build) => {
  let library: KernelLibrary;
  beforeAll(async () => {
    library = await loadKernels(build);
  });

  function evaluate(name: 'elementwise_tanh' | 'elementwise_exp' | 'elementwise_log', xs: ArrayLike<number>): Float32Array {
    const size = Math.ceil(xs.length / library.vectorWidth) * library.vectorWidth;
    const { buffer, base, kernels } = library.allocate(library.firstByte + 8 * size);
    const [x, y] = [library.firstByte, library.firstByte + 4 * size];
    new Float32Array(buffer, x, xs.length).set(xs);
    kernels[name](base, size, x, y);
    return new Float32Array(buffer, y, xs.length);
  }

  function largest(xs: Float32Array, ys: Float32Array, error: (x: number, y: number) => number): number {
    return xs.reduce((worst, x, i) => Math.max(worst, error(x, ys[i]!)), 0);
  }

  test('tanh is within 1e-6 and never beyond 1', () => {
    for (const sign of [1, -1]) {
      const xs = spread(1e-30, 3e38, 50_000).map((x) => sign * x);
      const ys = evaluate('elementwise_tanh', xs);
      expect(largest(xs, ys, (x, y) => Math.abs(y - Math.tanh(x)))).toBeLessThan(1e-6);
      expect(largest(xs, ys, (_, y) => Math.abs(y))).toBeLessThanOrEqual(1);
    }
    const [zero, up, down, nan] = evaluate('elementwise_tanh', [0, Infinity, -Infinity, NaN]);
    expect(zero).toBe(0);
    expect(Math.abs(up! - 1)).toBeLessThan(1e-6);
    expect(Math.abs(down! + 1)).toBeLessThan(1e-6);
    expect(nan).toBeNaN();
  });

  test('exp is within a relative 2e-7', () => {
    const up = spread(1e-30, 88.25, 50_000);
    const down = spread(1e-30, 87.25, 50_000).map((x) => -x);
    for (const xs of [up, down]) {
      expect(largest(xs, evaluate('elementwise_exp', xs), (x, y) => Math.abs(y / Math.exp(x) - 1))).toBeLessThan(2e-7);
    }
    expect(Array.from(evaluate('elementwise_exp', [0, -88, -1e30, -Infinity, 89, 1e30, Infinity, NaN]))).toEqual([
      1, 0, 0, 0, Infinity, Infinity, Infinity, NaN,
    ]);
  });

  test('log is within a relative 2e-7', () => {
    const xs = spread(1.2e-38, 3.4e38, 100_000).filter((x) => x !== 1);
    expect(largest(xs, evaluate('elementwise_log', xs), (x, y) => Math.abs(y / Math.log(x) - 1))).toBeLessThan(2e-7);
    expect(Array.from(evaluate('elementwise_log', [1, 0, Infinity, -1, -Infinity, NaN]))).toEqual([0, -Infinity, Infinity, NaN, NaN, NaN]);
  });
});
