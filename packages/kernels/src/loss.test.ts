import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createActorCritic, type ActorCritic, type LossSettings } from './actor-critic.ts';
import { loadKernels, type KernelBuild, type KernelLibrary } from './library.ts';
import { referenceLoss } from './reference/ppo-loss.ts';
import type { ActorCriticSpec } from './spec.ts';
import { randomStream, type RandomStream } from '../test/random-stream.ts';

const builds: KernelBuild[] = ['wasm-simd128', 'wasm-relaxed'];

const specs: fc.Arbitrary<ActorCriticSpec> = fc.record({
  observationSize: fc.integer({ min: 1, max: 11 }),
  hiddenSizes: fc.array(fc.integer({ min: 1, max: 21 }), { maxLength: 3 }),
  activation: fc.constantFrom('tanh', 'relu'),
  trunk: fc.constantFrom('separate', 'shared'),
  head: fc.oneof(
    fc.record({ kind: fc.constant('categorical' as const), numActions: fc.integer({ min: 1, max: 10 }) }),
    fc.record({ kind: fc.constant('gaussian' as const), actionSize: fc.integer({ min: 1, max: 6 }) }),
  ),
  rolloutSize: fc.constant(300),
  minibatchSize: fc.constant(300),
}).chain((spec) =>
  fc.boolean().map((masks) => ({ ...spec, hasActionMasks: masks && spec.head.kind === 'categorical' })),
);

const settings: fc.Arbitrary<LossSettings> = fc.record({
  clipRange: fc.double({ min: 0.05, max: 0.4, noNaN: true }),
  valueClipRange: fc.option(fc.double({ min: 0.05, max: 1, noNaN: true })),
  entropyCoefficient: fc.constantFrom(0, 0.01, 0.5),
  valueCoefficient: fc.constantFrom(0, 0.5, 1),
  normalizeAdvantages: fc.boolean(),
  weightValueLoss: fc.boolean(),
});

/** Parameters and a rollout with ratios on both sides of the clip range. */
function fill(model: ActorCritic, spec: ActorCriticSpec, { normal, uniform }: RandomStream): void {
  const { batch } = model;
  const parameters = model.readParameters();
  for (const { name, offset, rows, columns } of model.layers) {
    const scale = name.endsWith('weight') ? 1.2 / Math.sqrt(rows) : 0.3;
    for (let i = offset; i < offset + rows * columns; i++) parameters[i] = scale * normal();
  }
  model.writeParameters(parameters);
  for (const field of ['observations', 'values', 'advantages', 'returns'] as const) {
    for (let i = 0; i < batch[field].length; i++) batch[field][i] = normal();
  }
  for (let i = 0; i < batch.stepWeights.length; i++) batch.stepWeights[i] = 2 * uniform();
  const size = spec.rolloutSize;
  if (batch.actionMasks) {
    const n = batch.actionMasks.length / size;
    for (let row = 0; row < size; row++) {
      const kept = Math.floor(uniform() * n);
      for (let a = 0; a < n; a++) batch.actionMasks[row * n + a] = a === kept || uniform() < 0.5 ? 1 : 0;
    }
  }
  const gaussian = spec.head.kind === 'gaussian';
  const noise = Float32Array.from({ length: batch.actions.length }, gaussian ? normal : uniform);
  model.act(batch.observations, size, noise, batch.actions, batch.logProbabilities, batch.actionMasks);
  for (let i = 0; i < size; i++) batch.logProbabilities[i]! += 0.3 * normal();
}

function distance(a: ArrayLike<number>, b: ArrayLike<number>): { difference: number; norm: number } {
  let difference = 0;
  let norm = 0;
  for (let i = 0; i < b.length; i++) {
    difference += (a[i]! - b[i]!) ** 2;
    norm += b[i]! ** 2;
  }
  return { difference: Math.sqrt(difference), norm: Math.sqrt(norm) };
}

describe.each(builds)('PPO loss, %s', (build) => {
  let library: KernelLibrary;
  beforeAll(async () => {
    library = await loadKernels(build);
  });

  test('statistics and gradient are those of the float64 reference', () => {
    fc.assert(
      fc.property(specs, settings, fc.integer({ min: 1, max: 300 }), fc.nat(), (spec, loss, rows, seed) => {
        const stream = randomStream(seed);
        const model = createActorCritic(library, spec);
        fill(model, spec, stream);
        const indices = Int32Array.from({ length: rows }, () => Math.floor(stream.uniform() * spec.rolloutSize));
        const parameters = Float64Array.from(model.readParameters());
        const reference = referenceLoss(spec, model.layers, parameters, model.batch, indices, loss);
        const statistics = { ...model.minibatchGradient(indices, loss) };
        for (const [name, expected] of Object.entries(reference.statistics)) {
          expect(Math.abs(statistics[name as keyof typeof statistics] - expected)).toBeLessThan(2e-5 * (1 + Math.abs(expected)));
        }
        const { difference, norm } = distance(model.readGradient(), reference.gradient);
        expect(difference).toBeLessThan(2e-5 * norm + 1e-6);
      }),
      { numRuns: 120 },
    );
  });
});

test('the reference gradient is the slope of the reference loss', () => {
  // Finite differences in float64, over random shapes; kinks (clip ranges, relu) are avoided by smooth settings there.
  fc.assert(
    fc.property(specs, settings, fc.nat(), (shape, loss, seed) => {
      const spec: ActorCriticSpec = { ...shape, activation: 'tanh', rolloutSize: 9, minibatchSize: 9 };
      const stream = randomStream(seed);
      const model = createActorCritic(simd128, spec);
      fill(model, spec, stream);
      const indices = Int32Array.from({ length: 9 }, (_, i) => i);
      const parameters = Float64Array.from(model.readParameters());
      const at = (shift: number, direction: Float64Array): number =>
        referenceLoss(spec, model.layers, parameters.map((p, i) => p + shift * direction[i]!), model.batch, indices, loss).statistics.loss;
      const { gradient } = referenceLoss(spec, model.layers, parameters, model.batch, indices, loss);
      for (let trial = 0; trial < 3; trial++) {
        const direction = parameters.map(() => stream.normal());
        const h = 1e-6;
        const slope = (at(h, direction) - at(-h, direction)) / (2 * h);
        const expected = gradient.reduce((sum, g, i) => sum + g * direction[i]!, 0);
        expect(Math.abs(slope - expected)).toBeLessThan(1e-5 * (1 + Math.abs(expected)));
      }
    }),
    { numRuns: 60 },
  );
});

let simd128: KernelLibrary;
beforeAll(async () => {
  simd128 = await loadKernels('wasm-simd128');
});
