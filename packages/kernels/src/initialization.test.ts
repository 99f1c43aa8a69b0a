import { expect, test } from '@jest/globals';
import { randomStream } from '../test/random-stream.ts';
import { createActorCritic } from './actor-critic.ts';
import { loadKernels } from './library.ts';

test.each([
  ['separate', 1],
  ['shared', 1],
  ['separate', 20], // more heads than inputs
  ['shared', 5],
] as const)('weights are the sign-fixed Q of the normals, times their gains (%s, value heads: %d)', async (trunk, numValueHeads) => {
  const library = await loadKernels('wasm-simd128');
  const model = createActorCritic(library, {
    observationSize: 7, hiddenSizes: [33, 12], activation: 'tanh', trunk, head: { kind: 'gaussian', actionSize: 3 }, numValueHeads,
    rolloutSize: 8, minibatchSize: 8,
  });
  const drawn: number[] = [];
  const { normal } = randomStream(1);
  model.initialize(() => {
    drawn.push(normal());
    return drawn.at(-1)!;
  });
  const parameters = model.readParameters();
  let next = 0;
  for (const { name, offset, rows, columns } of model.layers) {
    const block = parameters.subarray(offset, offset + rows * columns);
    if (!name.endsWith('weight')) {
      expect(block.every((p) => p === 0)).toBe(true);
      continue;
    }
    const gain = name === 'policy.output.weight' ? 0.01 : name === 'value.output.weight' ? 1 : Math.SQRT2;
    const count = Math.min(rows, columns);
    const length = Math.max(rows, columns);
    const q = (i: number, k: number): number => (rows < columns ? block[i * columns + k]! : block[k * columns + i]!) / gain;
    const a = (i: number, k: number): number => drawn[next + i * length + k]!;
    const dot = (f: (k: number) => number): number => Array.from({ length }, (_, k) => f(k)).reduce((sum, x) => sum + x, 0);
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < count; j++) {
        expect(dot((k) => q(i, k) * q(j, k))).toBeCloseTo(i === j ? 1 : 0, 5);
        if (j > i) expect(dot((k) => a(i, k) * q(j, k))).toBeCloseTo(0, 5); // R is triangular
      }
      expect(dot((k) => a(i, k) * q(i, k))).toBeGreaterThan(0); // with positive diagonal
    }
    next += count * length;
  }
  expect(next).toBe(drawn.length);
  expect(model.readOptimizer().step).toBe(0);
  expect(model.readOptimizer().secondMoment.every((v) => v === 0)).toBe(true);
});
