import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { builds, fill } from '../test/model.ts';
import { randomStream } from '../test/random-stream.ts';
import { createActorCritic, type ActorCritic, type LossSettings } from './actor-critic.ts';
import { loadKernels, type KernelLibrary } from './library.ts';
import { referenceLoss } from './reference/ppo-loss.ts';
import type { ActorCriticSpec } from './spec.ts';

const specs: fc.Arbitrary<ActorCriticSpec> = fc.record({
  observationSize: fc.integer({ min: 1, max: 11 }),
  // wider than the widest panel of weights now and then
  hiddenSizes: fc.array(fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 21 }) }, fc.integer({ min: 60, max: 90 })), { maxLength: 3 }),
  activation: fc.constantFrom('tanh', 'relu'),
  trunk: fc.constantFrom('separate', 'shared'),
  head: fc.oneof(
    fc.record({ kind: fc.constant('categorical' as const), numActions: fc.integer({ min: 1, max: 10 }) }),
    fc.record({ kind: fc.constant('gaussian' as const), actionSize: fc.integer({ min: 1, max: 6 }) }),
  ),
  numValueHeads: fc.oneof(fc.constant(1), fc.integer({ min: 2, max: 7 })),
  rolloutSize: fc.constant(300),
  minibatchSize: fc.constant(300),
}).chain((spec) =>
  fc.tuple(fc.boolean(), fc.boolean()).map(([masks, hasReference]) => ({ ...spec, hasActionMasks: masks && spec.head.kind === 'categorical', hasReference })),
);

const settings: fc.Arbitrary<LossSettings> = fc.record({
  clipRange: fc.double({ min: 0.05, max: 0.4, noNaN: true }),
  valueClipRange: fc.option(fc.double({ min: 0.05, max: 1, noNaN: true })),
  entropyCoefficient: fc.constantFrom(0, 0.01, 0.5),
  valueCoefficient: fc.constantFrom(null, 0, 0.5, 1),
  normalizeAdvantages: fc.boolean(),
  weightValueLoss: fc.boolean(),
  referenceCoefficient: fc.constantFrom(0, 0.04, 1),
});

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
      { numRuns: 60 },
    );
  });

  test('a reference policy changes no bit of the rest: with coefficient 0 the loss is that without one', () => {
    fc.assert(
      fc.property(specs, settings, fc.nat(), (shape, loss, seed) => {
        const [without, withOne] = [false, true].map((hasReference) => {
          const spec = { ...shape, hasReference };
          const model = createActorCritic(library, spec);
          fill(model, spec, randomStream(seed));
          return model;
        }) as [ActorCritic, ActorCritic];
        // the stream has gone on
        for (const field of ['logProbabilities', 'actions'] as const) withOne.batch[field].set(without.batch[field]);
        const indices = Int32Array.from({ length: 100 }, (_, i) => 3 * i);
        const expected = { ...without.minibatchGradient(indices, { ...loss, referenceCoefficient: 0 }) };
        const { referenceKl, ...rest } = withOne.minibatchGradient(indices, { ...loss, referenceCoefficient: 0 });
        expect({ ...rest, referenceKl: 0 }).toEqual(expected);
        expect(referenceKl).toBeGreaterThan(0);
        const [a, b] = [withOne.readGradient(), without.readGradient()];
        expect(a.every((value, i) => value === b[i])).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  test('without a critic the rest has the bits of a value loss with coefficient 0, and what it has to itself a gradient of 0', () => {
    fc.assert(
      fc.property(specs, settings, fc.integer({ min: 1, max: 300 }), fc.nat(), (spec, loss, rows, seed) => {
        const stream = randomStream(seed);
        const model = createActorCritic(library, spec);
        fill(model, spec, stream);
        const indices = Int32Array.from({ length: rows }, () => Math.floor(stream.uniform() * spec.rolloutSize));
        const gradientOf = (valueCoefficient: number | null, valueClipRange = loss.valueClipRange) => ({
          statistics: { ...model.minibatchGradient(indices, { ...loss, valueCoefficient, valueClipRange }) },
          gradient: model.readGradient(),
        });
        const ofCritic = ({ name }: { name: string }): boolean => name.startsWith('value.');
        const blocks = model.layers.map((layer) => ({ ...layer, end: layer.offset + layer.rows * layer.columns }));
        const expected = gradientOf(0);
        // leaves a gradient of the critic's where there must be none
        const withCritic = gradientOf(1, null);
        expect(blocks.filter(ofCritic).some(({ offset, end }) => withCritic.gradient.subarray(offset, end).some((g) => g !== 0))).toBe(true);
        const without = gradientOf(null);
        expect(without.statistics).toEqual({ ...expected.statistics, valueLoss: 0 });
        expect(without.gradient.every((g, i) => g === expected.gradient[i])).toBe(true);
        for (const { offset, end } of blocks.filter(ofCritic)) expect(without.gradient.subarray(offset, end).every((g) => g === 0)).toBe(true);
        expect(gradientOf(1, null)).toEqual(withCritic);
      }),
      { numRuns: 30 },
    );
  });

  test('without a critic nothing of it is read', () => {
    fc.assert(
      fc.property(specs, settings, fc.nat(), (spec, shape, seed) => {
        const model = createActorCritic(library, spec);
        fill(model, spec, randomStream(seed));
        const indices = Int32Array.from({ length: 100 }, (_, i) => 3 * i);
        const loss = { ...shape, valueCoefficient: null };
        const expected = { ...model.minibatchGradient(indices, loss) };
        const gradient = model.readGradient();
        model.batch.returns.fill(NaN);
        model.batch.values.fill(NaN);
        if (spec.trunk === 'separate') {
          const parameters = model.readParameters();
          for (const { name, offset, rows, columns } of model.layers) if (name.startsWith('value.')) parameters.fill(NaN, offset, offset + rows * columns);
          model.writeParameters(parameters);
        }
        expect(model.minibatchGradient(indices, loss)).toEqual(expected);
        expect(model.readGradient()).toEqual(gradient);
      }),
      { numRuns: 20 },
    );
  });
});

test('the reference gradient is the slope of the reference loss', async () => {
  const library = await loadKernels('wasm-simd128');
  // tanh only: a kink of relu may lie within the difference
  fc.assert(
    fc.property(specs, settings, fc.nat(), (shape, loss, seed) => {
      const spec: ActorCriticSpec = { ...shape, activation: 'tanh', rolloutSize: 9, minibatchSize: 9 };
      const stream = randomStream(seed);
      const model = createActorCritic(library, spec);
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
    { numRuns: 30 },
  );
});
