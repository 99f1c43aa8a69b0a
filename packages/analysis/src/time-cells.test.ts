import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { timeCells } from './time-cells.ts';

test('each cell has count, mean and extremes of its values', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 6 }), fc.infiniteStream(fc.double({ min: -9, max: 9, noNaN: true })), (numSteps, numEnvs, maxColumns, stream) => {
      const size = numSteps * numEnvs;
      const values = Array.from({ length: size }, () => stream.next().value as number);
      const rowOf = values.map((value) => Math.round(Math.abs(value)) % 4 - 1);
      const { numColumns, starts, count, mean, smallest, largest } = timeCells(values, rowOf, { numRows: 3, numEnvs, maxColumns });
      expect(numColumns).toBe(Math.min(numSteps, maxColumns));
      expect([starts[0], starts.at(-1)]).toEqual([0, numSteps]);
      for (let row = 0; row < 3; row++) {
        for (let column = 0; column < numColumns; column++) {
          const members = values.filter((_, i) => rowOf[i] === row && Math.floor(i / numEnvs) >= starts[column]! && Math.floor(i / numEnvs) < starts[column + 1]!);
          const cell = row * numColumns + column;
          expect(starts[column + 1]!).toBeGreaterThan(starts[column]!);
          expect(count[cell]).toBe(members.length);
          if (members.length === 0) expect([mean[cell], smallest[cell], largest[cell]]).toEqual([NaN, NaN, NaN]);
          else {
            expect(mean[cell]).toBeCloseTo(members.reduce((sum, value) => sum + value, 0) / members.length, 10);
            expect([smallest[cell], largest[cell]]).toEqual([Math.min(...members), Math.max(...members)]);
          }
        }
      }
    }),
    { numRuns: 200 },
  );
});

test('lengths that do not fit are refused', () => {
  expect(() => timeCells([1, 2, 3], [0, 0, 0], { numRows: 1, numEnvs: 2 })).toThrow('invalid lengths: 3 values, 3 rows; expected equal multiples of 2');
  expect(() => timeCells([1, 2], [0], { numRows: 1, numEnvs: 2 })).toThrow('invalid lengths: 2 values, 1 rows');
});
