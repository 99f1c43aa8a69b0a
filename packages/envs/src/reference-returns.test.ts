import { expect, test } from '@jest/globals';
import { measureReferenceReturns, suites } from '../scripts/reference-returns.mjs';
import { Generator } from './generator.ts';
import { gridworldMazes } from './gridworld-curriculum.ts';
import { referenceReturns } from './reference-returns.ts';
import { listEnvs, makeVec } from './registry.ts';

test.each(suites)('the script that writes the reference returns still measures those of %s', (suite) => {
  expect(measureReferenceReturns(suite, { makeVec, Generator, gridworldMazes })).toEqual(referenceReturns[suite]);
});

test('every task of every suite has references, the expert’s above the random policy’s', () => {
  for (const { suite, tasks } of listEnvs()) {
    if (!suite) continue;
    for (const { randomReturn, expertReturn } of tasks) expect(expertReturn).toBeGreaterThan(randomReturn!);
  }
});
