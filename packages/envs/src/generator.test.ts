import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import fixture from '../fixtures/numpy.json' with { type: 'json' };
import { Generator } from './generator.ts';
import { sample } from './space-elements.ts';
import { box, discrete } from './spaces.ts';
import { SeedSequence } from './seed-sequence.ts';
import { decodeArray } from './typed-array-state.ts';

/** As in tooling/fixtures/encoding.py. */
function digest(numbers: Float64Array): number {
  let state = 0x811c9dc5;
  for (const word of new Uint32Array(numbers.buffer)) {
    state = Math.imul(state ^ word, 0x01000193);
    state ^= state >>> 15;
  }
  return state >>> 0;
}

function doubles(text: string): number[] {
  const array = new Float64Array(text.length / 16);
  decodeArray('fixture', text, array);
  return [...array];
}

const repeat = (count: number, draw: () => number): number[] => Array.from({ length: count }, draw);
const join = ([low, high]: [number, number]): string => String((BigInt(high) << 32n) | BigInt(low));

describe('equals NumPy', () => {
  test.each(fixture.seedSequences)('SeedSequence($entropy, spawn_key=$spawnKey)', ({ entropy, spawnKey, state }) => {
    expect([...new SeedSequence(entropy, { spawnKey }).generateState(10)]).toEqual(state);
  });

  test.each(Object.entries(fixture.raw))('64-bit outputs of seed %s', (seed, raw) => {
    const generator = new Generator(Number(seed));
    expect(raw.map(() => join(generator.uint64()))).toEqual(raw);
  });

  test('32-bit draws buffer half an output that 64-bit draws pass', () => {
    const generator = new Generator(3);
    expect([...'3633663336'].map((kind) => (kind === '3' ? generator.uint32() : join(generator.uint64())))).toEqual(
      fixture.mixedWidths,
    );
  });

  test.each(fixture.integers)('integers($low, $high)', ({ low, high, draws }) => {
    const generator = new Generator(11);
    expect(repeat(draws.length, () => generator.integers(low, high))).toEqual(draws);
  });

  test.each([
    ['random', (generator: Generator) => generator.random()],
    ['uniform', (generator: Generator) => generator.uniform(-0.05, 0.05)],
    ['standardNormal', (generator: Generator) => generator.standardNormal()],
    ['normal', (generator: Generator) => generator.normal(3, 0.1)],
    ['standardExponential', (generator: Generator) => generator.standardExponential()],
  ] as const)('%s', (name, draw) => {
    const generator = new Generator(42);
    expect(repeat(20, () => draw(generator))).toEqual(doubles(fixture[name]));
  });

  test('long streams, tails included', () => {
    const random = new Float64Array(200_000);
    new Generator(1).fillRandom(random);
    expect(digest(random)).toBe(fixture.digests.random);
    const normal = new Float64Array(1_000_000);
    new Generator(2).fillStandardNormal(normal);
    expect(digest(normal)).toBe(fixture.digests.standardNormal);
    const generator = new Generator(3);
    expect(digest(normal.map(() => generator.standardExponential()))).toBe(fixture.digests.standardExponential);
  });

  test.each(Object.entries(fixture.permutations))('permutation(%s)', (length, order) => {
    expect([...new Generator(9).permutation(Number(length))]).toEqual(order);
  });

  test('spawned generators', () => {
    const parent = new Generator(5);
    const first = parent.spawn(2);
    const second = parent.spawn(1);
    expect([...first, ...second, ...first[1]!.spawn(1)].map((child) => child.random())).toEqual(fixture.spawned);
  });

  test('seeded samples of spaces equal Gymnasium’s', () => {
    const actions = new Generator(7);
    expect(repeat(30, () => sample(discrete(5, { start: -2 }), actions))).toEqual(fixture.spaces.discrete);
    const space = box(
      [-1, -Infinity, 0, -Infinity, -3.5, -Infinity],
      [1, Infinity, Infinity, 2, 1e3, Infinity],
    );
    const generator = new Generator(7);
    expect(Array.from({ length: 30 }, () => [...sample(space, generator)]).flat()).toEqual(doubles(fixture.spaces.box));
  });
});

test('a state taken at any moment, through JSON, leads to the same draws and children', () => {
  const draws = [
    (g: Generator) => g.random(),
    (g: Generator) => g.integers(0, 10),
    (g: Generator) => g.standardNormal(),
    (g: Generator) => g.uint32(),
    (g: Generator) => g.permutation(7).join(),
    (g: Generator) => g.spawn(1)[0]!.random(),
  ];
  fc.assert(
    fc.property(fc.nat(), fc.array(fc.nat({ max: 5 }), { maxLength: 20 }), fc.array(fc.nat({ max: 5 }), { maxLength: 20 }), (seed, before, after) => {
      const original = new Generator(seed);
      for (const draw of before) draws[draw]!(original);
      const restored = new Generator(0);
      restored.setState(JSON.parse(JSON.stringify(original.getState())));
      for (const draw of after) expect(draws[draw]!(restored)).toBe(draws[draw]!(original));
    }),
  );
});

test.each([-1, 1.5, NaN, 2 ** 53])('refuses the seed %p', (seed) => {
  expect(() => new Generator(seed)).toThrow(`invalid seed: ${seed}; expected an integer >= 0`);
});

test('refuses empty and too wide intervals of integers', () => {
  const generator = new Generator(0);
  expect(() => generator.integers(3, 3)).toThrow('invalid interval: [3, 3); expected integers with 1 <= high - low <= 2^32');
  expect(() => generator.integers(0, 2 ** 33)).toThrow(RangeError);
  expect(() => generator.integers(0, 0.5)).toThrow(RangeError);
});
