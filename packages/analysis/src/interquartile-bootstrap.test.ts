import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { interquartileMean } from './aggregate-scores.ts';
import { stratifiedBootstrap } from './bootstrap.ts';
import { interquartileBootstrap } from './interquartile-bootstrap.ts';

const matrices = (numMatrices: number) =>
  fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 4 })).chain(([runs, tasks]) => {
    // few distinct values: ties are common
    const score = fc.oneof(fc.integer({ min: -2, max: 3 }), fc.double({ min: -1e3, max: 1e3, noNaN: true }));
    const matrix = fc.array(fc.array(score, { minLength: tasks, maxLength: tasks }), { minLength: runs, maxLength: runs });
    return fc.array(matrix, { minLength: numMatrices, maxLength: numMatrices });
  });

test('counting ranked scores gives the intervals of sorting each resample, to the bit', () => {
  fc.assert(
    fc.property(matrices(1), fc.constantFrom('stratified', 'runs'), fc.integer(), ([scores], resampling, seed) => {
      const options = { resamples: 60, resampling, seed } as const;
      const generic = stratifiedBootstrap(scores!, (sample) => interquartileMean(sample), options);
      expect(stratifiedBootstrap(scores!, interquartileMean, options)).toEqual(generic);
    }),
  );
});

test('several matrices share their draws: each has the interval that it has alone', () => {
  fc.assert(
    fc.property(matrices(3), (several) => {
      const options = { resamples: 40 };
      expect(interquartileBootstrap(several, options)).toEqual(several.map((scores) => stratifiedBootstrap(scores, interquartileMean, options)));
    }),
  );
});
