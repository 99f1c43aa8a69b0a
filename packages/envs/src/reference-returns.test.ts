import { expect, test } from '@jest/globals';
import { measureReferenceReturns } from '../scripts/reference-returns.mjs';
import { Generator } from './generator.ts';
import { referenceReturns } from './reference-returns.ts';
import { makeVec } from './registry.ts';

test('the script that writes the reference returns still measures them', () => {
  expect(measureReferenceReturns({ makeVec, Generator })).toEqual(referenceReturns);
});
