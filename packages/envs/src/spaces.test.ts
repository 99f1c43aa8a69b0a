import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Generator } from './generator.ts';
import { actionSize, box, contains, describeSpace, discrete, equalSpaces, flatSize, sample, spaceToString } from './spaces.ts';

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
