import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import fixture from '../fixtures/numpy.json' with { type: 'json' };
import { Generator } from './generator.ts';
import { describeSpace, equalSpaces, spaceToString } from './describe-space.ts';
import { contains, sample } from './space-elements.ts';
import { flattenObservation } from './flatten-observation.ts';
import { actionSize, box, dict, discrete, flatSize, multiDiscrete, tuple } from './spaces.ts';
import type { Space } from './spaces.ts';

describe('discrete', () => {
  const space = discrete(3, { start: -1 });

  test('contains its n integers and nothing else', () => {
    expect([-2, -1, 0, 1, 2].map((value) => contains(space, value))).toEqual([false, true, true, true, false]);
    for (const value of [0.5, NaN, '0', [0], null, undefined]) expect(contains(space, value)).toBe(false);
  });

  test('samples every element and only those', () => {
    const generator = new Generator(0);
    const seen = new Set(Array.from({ length: 100 }, () => sample(space, generator)));
    expect([...seen].sort((a, b) => a - b)).toEqual([-1, 0, 1]);
  });

  test('sizes and texts', () => {
    expect([flatSize(space), actionSize(space)]).toEqual([3, 1]);
    expect(spaceToString(space)).toBe('Discrete(3, start=-1)');
    expect(spaceToString(discrete(2))).toBe('Discrete(2)');
    expect(describeSpace(space)).toEqual({ kind: 'Discrete', n: 3, start: -1 });
  });

  test.each([0, -1, 1.5, NaN])('refuses n = %p', (n) => {
    expect(() => discrete(n)).toThrow(`invalid n: ${n}; expected an integer >= 1`);
  });
});

describe('box', () => {
  const space = box([-1, -Infinity], [1, 2]);

  test('contains arrays of its length within the bounds, bounds included', () => {
    for (const value of [[1, 2], [-1, -1e30], Float32Array.of(0, 0)]) expect(contains(space, value)).toBe(true);
    for (const value of [[1.01, 0], [0, 2.5], [0], [0, 0, 0], [0, NaN], 0, null, ['0', 0]]) {
      expect(contains(space, value)).toBe(false);
    }
  });

  test('contains its samples, bounded, half-bounded or not', () => {
    const bound = fc.oneof(fc.constant(-Infinity), fc.constant(Infinity), fc.float({ noNaN: true, min: -1e6, max: 1e6 }));
    fc.assert(
      fc.property(fc.nat(), fc.array(fc.tuple(bound, bound), { minLength: 1, maxLength: 6 }), (seed, pairs) => {
        const low = pairs.map(([a, b]) => (Math.min(a, b) === Infinity ? -Infinity : Math.min(a, b)));
        const high = pairs.map(([a, b]) => (Math.max(a, b) === -Infinity ? Infinity : Math.max(a, b)));
        const random = box(low, high);
        expect(contains(random, sample(random, new Generator(seed)))).toBe(true);
      }),
    );
  });

  test('takes one bound for a whole shape', () => {
    const image = box(0, 255, { shape: [2, 3] });
    expect([flatSize(image), actionSize(image)]).toEqual([6, 6]);
    expect(spaceToString(image)).toBe('Box(0, 255, [2, 3])');
    expect(spaceToString(space)).toBe('Box([-1 -Infinity], [1 2], [2])');
    expect(JSON.parse(JSON.stringify(describeSpace(space)))).toEqual({
      kind: 'Box', shape: [2], low: [-1, '-Infinity'], high: [1, 2],
    });
  });

  test('refuses bounds that do not fit', () => {
    expect(() => box([0, 0], [1])).toThrow('invalid length of high: 1; expected 2');
    expect(() => box([0, 0], [1, 1], { shape: [3] })).toThrow('invalid length of low: 2; expected 3');
    expect(() => box(2, 1, { shape: [1] })).toThrow('invalid low: 2; expected at most high, 1');
    expect(() => box(NaN, 1)).toThrow('invalid low: NaN; expected numbers');
    expect(() => box(0, 1, { shape: [0] })).toThrow('invalid shape: 0; expected an integer >= 1');
  });
});

test('spaces are equal when their elements are', () => {
  expect(equalSpaces(discrete(2), discrete(2))).toBe(true);
  expect(equalSpaces(discrete(2), discrete(2, { start: 1 }))).toBe(false);
  expect(equalSpaces(box(0, 1), box([0], [1]))).toBe(true);
  expect(equalSpaces(box(0, 1), box(0, Infinity))).toBe(false);
  expect(equalSpaces(box(0, 1, { shape: [4] }), box(0, 1, { shape: [2, 2] }))).toBe(false);
  expect(equalSpaces(box(0, 1), discrete(1))).toBe(false);
});

describe('composite spaces', () => {
  const parts = { b: discrete(3), a: box([-1, -1], [1, 1]), c: multiDiscrete([2, 3]) };
  const object = dict(parts);
  const array = tuple([parts.b, parts.c, tuple([discrete(2)])]);

  test('flatten as Gymnasium does: keys sorted, one part after the other', () => {
    const target = new Float32Array(flatSize(object) + 1).fill(9);
    expect(flattenObservation(object, { b: 2, a: [0.5, -0.5], c: [1, 0] }, target, 1)).toBeNull();
    expect([...target]).toEqual([9, 0.5, -0.5, 0, 0, 1, 0, 1, 1, 0, 0]);
    const other = new Float32Array(flatSize(array));
    expect(flattenObservation(array, [0, [1, 2], [1]], other, 0)).toBeNull();
    expect([...other]).toEqual([1, 0, 0, 0, 1, 0, 0, 1, 0, 1]);
  });

  test('flatten to what Gymnasium’s flatten gives; samples of MultiDiscrete are its', () => {
    const composite = dict({ b: discrete(3), a: box([-1, -1], [1, 1]), c: tuple([discrete(2), multiDiscrete([2, 3])]) });
    const target = new Float32Array(flatSize(composite));
    expect(flattenObservation(composite, { b: 2, a: [0.5, -0.25], c: [1, [0, 2]] }, target, 0)).toBeNull();
    expect([...target]).toEqual(fixture.spaces.flattened);
    const generator = new Generator(7);
    for (const element of fixture.spaces.multiDiscrete) {
      expect(Array.from(sample(multiDiscrete([2, 3, 7]), generator) as Int32Array)).toEqual(element);
    }
  });

  test('faults are named by their place', () => {
    const at = (space: Space, value: unknown): unknown => flattenObservation(space, value, new Float32Array(flatSize(space)), 0);
    expect(at(object, { b: 3, a: [0, 0], c: [0, 0] })).toEqual({ what: 'observation.b', expected: 'an integer from 0 to 2', value: 3 });
    expect(at(object, { b: 0, a: [0, NaN], c: [0, 0] })).toMatchObject({ what: 'observation.a[1]', value: NaN });
    expect(at(array, [0, [0, 3], [0]])).toMatchObject({ what: 'observation[1][1]', value: 3 });
    expect(at(array, [0, [0, 0], [2]])).toMatchObject({ what: 'observation[2][0]', value: 2 });
    expect(at(array, [0])).toEqual({ what: 'observation', expected: 'an array of 3', value: [0] });
    expect(at(object, null)).toEqual({ what: 'observation', expected: 'an object with a, b, c', value: null });
    expect(at(parts.c, 1)).toEqual({ what: 'observation', expected: '2 integers', value: 1 });
  });

  test('contain their samples and nothing else', () => {
    for (const space of [object, array, parts.c]) {
      const generator = new Generator(3);
      for (let i = 0; i < 50; i++) expect(contains(space, sample(space, generator))).toBe(true);
    }
    for (const value of [{ b: 0, a: [0, 0] }, { b: 0, a: [0, 2], c: [0, 0] }, { b: 0, a: [0, 0], c: [0, 0], d: 1 }, null, 1]) {
      expect(contains(object, value)).toBe(false);
    }
    for (const value of [[0, [0, 0]], [0, [0, 0.5], [0]], [3, [0, 0], [0]], { 0: 0 }]) expect(contains(array, value)).toBe(false);
  });

  test('texts, descriptions, equality', () => {
    expect(spaceToString(object)).toBe('Dict(a: Box(-1, 1, [2]), b: Discrete(3), c: MultiDiscrete([2 3]))');
    expect(spaceToString(array)).toBe('Tuple(Discrete(3), MultiDiscrete([2 3]), Tuple(Discrete(2)))');
    expect(JSON.parse(JSON.stringify(describeSpace(tuple([discrete(2), parts.c]))))).toEqual({
      kind: 'Tuple', spaces: [{ kind: 'Discrete', n: 2, start: 0 }, { kind: 'MultiDiscrete', sizes: [2, 3] }],
    });
    expect(equalSpaces(object, dict({ c: parts.c, a: parts.a, b: parts.b }))).toBe(true);
    expect(equalSpaces(object, dict({ ...parts, d: parts.b }))).toBe(false);
    expect(equalSpaces(multiDiscrete([2, 3]), multiDiscrete([3, 2]))).toBe(false);
  });

  test('refuse to be empty', () => {
    expect(() => multiDiscrete([])).toThrow('invalid sizes: none; expected at least one');
    expect(() => multiDiscrete([2, 0])).toThrow('invalid sizes: 0; expected an integer >= 1');
    expect(() => tuple([])).toThrow('invalid spaces: none; expected at least one');
    expect(() => dict({})).toThrow('invalid spaces: none; expected at least one');
  });
});
