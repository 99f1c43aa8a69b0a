import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { binnedPairs } from './binned-pairs.ts';

const number = (min: number, max: number) => fc.oneof(fc.constantFrom(0, -0), fc.float({ min, max, noNaN: true }));
const pair = fc.record({ x: number(-5, 9), y: number(-40, 3), label: fc.integer({ min: -1, max: 3 }) });

test('no pair is lost, each lies in its cell, no cell mixes signs, and its label is the most frequent', () => {
  fc.assert(
    fc.property(fc.array(pair, { minLength: 1, maxLength: 80 }), (pairs) => {
      const cells = binnedPairs(pairs.map(({ x }) => x), pairs.map(({ y }) => y), pairs.map(({ label }) => label), { columns: 6, rows: 4 });
      const isIn = (value: number, low: number, size: number): boolean => (size === 0 ? value === 0 : value !== 0 && Math.floor(value / size) === Math.round(low / size));
      let found = 0;
      for (const { x, y, width, height, count, label, ofLabel } of cells) {
        const members = pairs.filter((member) => member.label >= 0 && isIn(member.x, x, width) && isIn(member.y, y, height));
        expect(members.length).toBe(count);
        found += count;
        const counts = [0, 1, 2, 3].map((g) => members.filter((member) => member.label === g).length);
        expect(ofLabel).toBe(Math.max(...counts));
        expect(label).toBe(counts.indexOf(ofLabel));
        for (const member of members) {
          expect(Math.sign(member.x) + 0).toBe(Math.sign(x + width / 2));
          expect(Math.sign(member.y) + 0).toBe(Math.sign(y + height / 2));
        }
      }
      expect(found).toBe(pairs.filter(({ label }) => label >= 0).length);
    }),
    { numRuns: 200 },
  );
});

test('a hundred thousand pairs make no more cells than the grid has', () => {
  const x = Float64Array.from({ length: 100_000 }, (_, i) => Math.sin(i));
  const cells = binnedPairs(x, x.map((value) => value ** 3), new Int32Array(100_000), { columns: 50, rows: 20 });
  expect(cells.length).toBeLessThanOrEqual(52 * 22);
  expect(cells.reduce((sum, { count }) => sum + count, 0)).toBe(100_000);
});

test('lengths that differ and numbers that are none are refused; no pairs make no cells', () => {
  expect(() => binnedPairs([1], [1, 2], [0])).toThrow('invalid lengths: 1, 2, 1');
  expect(() => binnedPairs([NaN], [1], [0])).toThrow('invalid value: NaN at 0');
  expect(binnedPairs([], [], [])).toEqual([]);
  expect(binnedPairs([NaN], [1], [-1])).toEqual([]);
});
