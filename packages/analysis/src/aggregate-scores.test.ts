import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { interquartileMean, mean, median, optimalityGap } from './aggregate-scores.ts';
import { createRandom } from './random.ts';

const scores = [
  [0.1, 0.5, 0.9],
  [0.2, 0.7, 1.3],
  [0.05, 0.4, 1.1],
  [0.3, 0.65, 0.2],
];

describe('as rliable 1.2.0 and SciPy 1.17.1 compute them', () => {
  test('aggregates of runs × tasks', () => {
    expect(interquartileMean(scores)).toBeCloseTo(0.4583333333333333, 14);
    expect(mean(scores)).toBeCloseTo(0.5333333333333333, 14);
    expect(median(scores)).toBeCloseTo(0.5625, 14);
    expect(optimalityGap(scores)).toBeCloseTo(0.5, 14);
    expect(optimalityGap(scores, 0.5)).toBeCloseTo(0.14583333333333331, 14);
  });

  test.each([
    [1, 0],
    [3, 1.6666666666666667],
    [5, 4.666666666666667],
    [6, 7.5],
    [7, 11],
    [10, 23.166666666666668],
  ])('IQM of the first %d squares', (count, expected) => {
    expect(interquartileMean(Array.from({ length: count }, (_, i) => i * i))).toBeCloseTo(expected, 13);
  });
});

test('the order of runs, and for the IQM of all scores, is of no consequence', () => {
  const matrix = fc.array(fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(matrix, fc.integer(), (rows, seed) => {
      const random = createRandom(seed);
      const shuffle = <T>(values: readonly T[]): T[] => values.map((value) => [random(), value] as const).sort(([a], [b]) => a - b).map(([, value]) => value);
      const shuffled = shuffle(rows);
      for (const statistic of [interquartileMean, mean, median, optimalityGap]) {
        expect(statistic(shuffled)).toBeCloseTo(statistic(rows), 10);
      }
      expect(interquartileMean(shuffle(rows.flat()))).toBeCloseTo(interquartileMean(rows), 10);
    }),
  );
});

test('input stays as it is', () => {
  const list = [3, 1, 2, 0];
  interquartileMean(list);
  median([list]);
  expect(list).toEqual([3, 1, 2, 0]);
});

test('empty and ragged scores are refused', () => {
  for (const statistic of [interquartileMean, mean, median, optimalityGap]) {
    expect(() => statistic([])).toThrow('invalid scores: none given; expected runs × tasks');
    expect(() => statistic([[1, 2], [3]])).toThrow('invalid scores: a run of 1 tasks; expected 2, as in the first run');
  }
});
