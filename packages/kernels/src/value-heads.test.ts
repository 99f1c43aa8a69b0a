import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { builds, fill } from '../test/model.ts';
import { randomStream } from '../test/random-stream.ts';
import { createActorCritic, type ActorCritic, type LossSettings } from './actor-critic.ts';
import { loadKernels, type KernelLibrary } from './library.ts';
import type { ActorCriticSpec } from './spec.ts';

const rows = 150;
const all = Int32Array.from({ length: rows }, (_, i) => i);
const settings: LossSettings = {
  clipRange: 0.2, valueClipRange: 0.3, entropyCoefficient: 0.01, valueCoefficient: 0.5, normalizeAdvantages: true, weightValueLoss: true,
};
const specs: fc.Arbitrary<ActorCriticSpec & { numValueHeads: number }> = fc.record({
  observationSize: fc.constant(5),
  hiddenSizes: fc.constantFrom([], [12], [9, 17]),
  activation: fc.constantFrom('tanh', 'relu'),
  trunk: fc.constantFrom('separate', 'shared'),
  head: fc.constantFrom({ kind: 'categorical' as const, numActions: 3 }, { kind: 'gaussian' as const, actionSize: 2 }),
  numValueHeads: fc.integer({ min: 2, max: 19 }),
  rolloutSize: fc.constant(rows),
  minibatchSize: fc.constant(rows),
  actRows: fc.constant(16),
});

/** A logical vector as it would be had the critic the output `head` alone. */
function withHead(model: ActorCritic, vector: Float32Array, head: number): number[] {
  return model.layers.flatMap(({ name, offset, rows: inputs, columns }) => {
    const block = Array.from(vector.subarray(offset, offset + inputs * columns));
    return name.startsWith('value.output') ? block.filter((_, i) => i % columns === head) : block;
  });
}

/** The part of a logical vector that belongs to one value head. */
function ofHead(model: ActorCritic, vector: Float32Array, head: number): number[] {
  return model.layers.flatMap(({ name, offset, rows: inputs, columns }) =>
    name.startsWith('value.output') ? Array.from({ length: inputs }, (_, k) => vector[offset + k * columns + head]!) : [],
  );
}

function heads(head: number): Int32Array {
  return new Int32Array(rows).fill(head);
}

describe.each(builds)('value heads, %s', (build) => {
  let library: KernelLibrary;
  beforeAll(async () => {
    library = await loadKernels(build);
  });

  const create = (spec: ActorCriticSpec, seed: number): ActorCritic => {
    const model = createActorCritic(library, spec);
    fill(model, spec, randomStream(seed));
    return model;
  };

  test('a critic whose rows all use one of its heads has the bits of a critic with that head alone', () => {
    fc.assert(
      fc.property(specs, fc.nat(), fc.nat(), (spec, pick, seed) => {
        const head = pick % spec.numValueHeads;
        const several = create(spec, seed);
        several.batch.valueHeads!.fill(head);
        const one = createActorCritic(library, { ...spec, numValueHeads: 1 });
        one.writeParameters(Float32Array.from(withHead(several, several.readParameters(), head)));
        for (const field of ['observations', 'actions', 'logProbabilities', 'values', 'advantages', 'returns', 'stepWeights'] as const) {
          one.batch[field].set(several.batch[field]);
        }
        const [expected, actual] = [new Float32Array(rows), new Float32Array(rows)];
        one.values(one.batch.observations, rows, expected);
        several.values(several.batch.observations, rows, actual, heads(head));
        expect(actual).toEqual(expected);
        const statistics = { ...several.minibatchGradient(all, settings) };
        expect(statistics).toEqual({ ...one.minibatchGradient(all, settings) });
        expect(statistics.valueLoss).toBeGreaterThan(0);
        expect(withHead(several, several.readGradient(), head)).toEqual(Array.from(one.readGradient()));
      }),
      { numRuns: 40 },
    );
  });

  test('a head that no row uses has a gradient of exactly 0, every other head has one', () => {
    fc.assert(
      fc.property(specs, fc.infiniteStream(fc.boolean()), fc.integer({ min: 20, max: rows }), fc.nat(), (spec, isUsed, count, seed) => {
        const used = Array.from({ length: spec.numValueHeads }, (_, head) => head).filter((head) => head === 0 || isUsed.next().value);
        const model = create(spec, seed);
        const { valueHeads, values, returns } = model.batch;
        // the rows of the minibatch take turns; rows beyond it may use any head
        valueHeads!.forEach((_, row) => (valueHeads![row] = row < count ? used[row % used.length]! : row % spec.numValueHeads));
        const loss = { ...settings, valueClipRange: null, weightValueLoss: false };
        model.minibatchGradient(all.subarray(0, count), loss);
        const gradient = model.readGradient();
        model.values(model.batch.observations, rows, values, valueHeads!);
        for (let head = 0; head < spec.numValueHeads; head++) {
          const own = ofHead(model, gradient, head);
          expect(own.every((g) => g === 0)).toBe(!used.includes(head));
          // the bias's gradient is the sum of the errors of the head's own rows
          let errors = 0;
          for (let row = 0; row < count; row++) if (valueHeads![row] === head) errors += values[row]! - returns[row]!;
          expect(own.at(-1)).toBeCloseTo((0.5 * errors) / count, 5);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('each row gets the value of its own head, wherever the arrays lie', () => {
    fc.assert(
      fc.property(specs, fc.nat(), (spec, seed) => {
        const model = create(spec, seed);
        const { observations, values } = model.batch;
        const valueHeads = model.batch.valueHeads!;
        const byHead = Array.from({ length: spec.numValueHeads }, (_, head) => {
          const out = new Float32Array(rows);
          model.values(observations, rows, out, heads(head));
          return out;
        });
        const expected = Float32Array.from(valueHeads, (head, row) => byHead[head]![row]!);
        expect(new Set(byHead.map((out) => out[0])).size).toBeGreaterThan(1);
        model.values(observations, rows, values, valueHeads);
        expect(values).toEqual(expected);
        const outside = new Float32Array(rows);
        model.values(observations.slice(), rows, outside, valueHeads.slice());
        expect(outside).toEqual(expected);
        const single = new Float32Array(1);
        for (let row = 0; row < rows; row += 7) {
          model.values(observations.subarray(5 * row), 1, single, valueHeads.slice(row, row + 1));
          expect(single[0]).toBe(expected[row]);
        }
      }),
      { numRuns: 20 },
    );
  });
});

test('one head is the default, and its critic has no head indices', async () => {
  const library = await loadKernels('wasm-simd128');
  const spec: ActorCriticSpec = {
    observationSize: 3, hiddenSizes: [8], activation: 'tanh', trunk: 'shared', head: { kind: 'categorical', numActions: 2 },
    rolloutSize: rows, minibatchSize: rows,
  };
  const variants = [spec, { ...spec, numValueHeads: 1 }, { ...spec, numValueHeads: 5 }];
  const [omitted, one, five] = variants.map((each) => createActorCritic(library, each));
  expect(one!.batch.valueHeads).toBeNull();
  expect(omitted!.batch.valueHeads).toBeNull();
  expect(one!.layers).toEqual(omitted!.layers);
  expect(Array.from(five!.batch.valueHeads!)).toEqual(Array.from(heads(0)));
  const valueLayers = five!.layers.filter(({ name }) => name.startsWith('value.'));
  expect(valueLayers.map(({ name, rows: inputs, columns }) => [name, inputs, columns])).toEqual([['value.output.weight', 8, 5], ['value.output.bias', 1, 5]]);
  expect(five!.layers.map(({ name }) => name)).toEqual(one!.layers.map(({ name }) => name));
});

test('heads are checked at the boundary', async () => {
  const library = await loadKernels('wasm-simd128');
  const spec: ActorCriticSpec = {
    observationSize: 1, hiddenSizes: [4], activation: 'relu', trunk: 'separate', head: { kind: 'gaussian', actionSize: 1 },
    numValueHeads: 3, rolloutSize: 4, minibatchSize: 4,
  };
  const model = createActorCritic(library, spec);
  const [observations, out] = [new Float32Array(4), new Float32Array(4)];
  const values = (given?: Int32Array) => (): void => model.values(observations, 4, out, given);
  expect(values()).toThrow(new RangeError('invalid heads: none; expected one a row with 3 value heads'));
  expect(values(Int32Array.of(0, 1, 2))).toThrow(new RangeError('invalid length of heads: 3; expected at least 4'));
  expect(values(Int32Array.of(0, 1, 3, 2))).toThrow(new RangeError('invalid value head: 3 in row 2; expected 0 to 2'));
  expect(values(Int32Array.of(0, -1, 1, 2))).toThrow(new RangeError('invalid value head: -1 in row 1; expected 0 to 2'));
  values(Int32Array.of(0, 1, 2, 0))();
  model.batch.valueHeads!.set([0, 1, 3, 2]);
  const gradient = (...indices: number[]) => (): unknown => model.minibatchGradient(Int32Array.from(indices), settings);
  expect(gradient(3, 2)).toThrow(new RangeError('invalid value head: 3 in row 2; expected 0 to 2'));
  gradient(3, 1)();
  const one = createActorCritic(library, { ...spec, numValueHeads: 1 });
  const refused = (): void => one.values(observations, 4, out, new Int32Array(4));
  expect(refused).toThrow(new RangeError('invalid heads: given; expected none with one value head'));
  for (const numValueHeads of [0, 1.5, NaN]) {
    const create = (): ActorCritic => createActorCritic(library, { ...spec, numValueHeads });
    expect(create).toThrow(new RangeError(`invalid numValueHeads: ${numValueHeads}; expected a positive integer`));
  }
});
