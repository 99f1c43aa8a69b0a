import { expect, test } from '@jest/globals';
import { measureReferenceReturns, suites } from '../scripts/reference-returns.mjs';
import { Generator } from './generator.ts';
import { gridworldMazes } from './gridworld-curriculum.ts';
import { referenceReturns } from './reference-returns.ts';
import { listEnvs, makeVec } from './registry.ts';

test.each(suites)('the script that writes the reference returns still measures those of %s', (suite) => {
  const measured = measureReferenceReturns(suite, { makeVec, Generator, gridworldMazes });
  if (suite !== 'cartpole-swingups' && suite !== 'classic-mix') {
    expect(measured).toEqual(referenceReturns[suite]);
    return;
  }
  // Their motion amplifies the last bit of the engine's sine and cosine, which versions of an engine do not share.
  const references: Record<string, { randomReturn: number; expertReturn: number }> = referenceReturns[suite];
  expect(Object.keys(measured)).toEqual(Object.keys(references));
  for (const [name, { randomReturn, expertReturn }] of Object.entries(references)) {
    const score = (value: number): number => (value - randomReturn) / (expertReturn - randomReturn);
    expect(Math.abs(score(measured[name]!.randomReturn))).toBeLessThan(0.03);
    expect(Math.abs(score(measured[name]!.expertReturn) - 1)).toBeLessThan(0.03);
  }
});

test('every task of every suite has references, the expert’s above the random policy’s', () => {
  for (const { suite, tasks } of listEnvs()) {
    if (!suite) continue;
    for (const { randomReturn, expertReturn } of tasks) expect(expertReturn).toBeGreaterThan(randomReturn!);
  }
});
