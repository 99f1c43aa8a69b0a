import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fiveNumberSummary } from './quantiles.ts';
import { selectFiveNumbers } from './select-ranks.ts';

// −0 and 0 are equal, and either may come first.
const withoutSign = (values: readonly number[]) => values.map((value) => value + 0);

test('the five numbers are those of the sorted values', () => {
  const value = fc.oneof(fc.float({ noNaN: true }), fc.constantFrom(0, -0, 1, 1, 7));
  fc.assert(
    fc.property(fc.array(value, { maxLength: 400, size: 'max' }), (list) => {
      const sorted = Float32Array.from(list).sort();
      expect(withoutSign(selectFiveNumbers(Float32Array.from(list)))).toEqual(withoutSign(fiveNumberSummary(sorted)));
    }),
  );
});

test('ascending, descending, equal, organ pipes, many', () => {
  const size = 20_011;
  const shapes = [(i: number) => i, (i: number) => -i, () => 3, (i: number) => Math.min(i, size - i), (i: number) => Math.sin(i * i), (i: number) => i % 7];
  for (const shape of shapes) {
    const values = Float64Array.from({ length: size }, (_, i) => shape(i));
    expect(withoutSign(selectFiveNumbers(values.slice()))).toEqual(withoutSign(fiveNumberSummary(values.slice().sort())));
  }
});

test('no value; NaN ends', () => {
  expect(selectFiveNumbers(new Float32Array(0))).toEqual([0, 0, 0, 0, 0]);
  expect(selectFiveNumbers(Float64Array.from({ length: 500 }, (_, i) => (i % 3 ? NaN : i)))).toHaveLength(5);
  expect(selectFiveNumbers(new Float32Array(500).fill(NaN))).toEqual([NaN, NaN, NaN, NaN, NaN]);
});
