import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { probabilityOfImprovement } from './probability-of-improvement.ts';

test('as rliable 1.2.0 computes it, ties counting half', () => {
  const x = [[0.1, 0.5, 0.9], [0.2, 0.7, 1.3], [0.05, 0.4, 1.1], [0.3, 0.65, 0.2]];
  const y = [[0.2, 0.4, 0.8], [0.1, 0.3, 1.2], [0.25, 0.5, 0.1]];
  expect(probabilityOfImprovement(x, y)).toBeCloseTo(0.6388888888888888, 14);
  expect(probabilityOfImprovement(y, x)).toBeCloseTo(0.3611111111111111, 14);
});

test('P(X > Y) + P(Y > X) = 1, and order-preserving maps change nothing', () => {
  const matrix = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 })), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(matrix, matrix, (x, y) => {
      expect(probabilityOfImprovement(x, y) + probabilityOfImprovement(y, x)).toBeCloseTo(1, 12);
      const grow = (rows: number[][]) => rows.map((row) => row.map((value, task) => Math.exp(value) * (task + 1)));
      expect(probabilityOfImprovement(grow(x), grow(y))).toBe(probabilityOfImprovement(x, y));
    }),
  );
});

test('is 1 where all of X is above Y, task by task', () => {
  expect(probabilityOfImprovement([[5, 500]], [[4, 400], [3, 499]])).toBe(1);
});

test('other tasks are refused', () => {
  expect(() => probabilityOfImprovement([[1, 2]], [[1]])).toThrow('invalid number of tasks: 2 and 1; expected the same tasks');
});
