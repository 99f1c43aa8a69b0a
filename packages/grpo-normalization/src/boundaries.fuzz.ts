import { test } from '@jest/globals';
import fc from 'fast-check';
import { areValid, check, integerFrom, junkOptions, numberIn, oneOf, refusesOr } from '../../../tooling/fuzz/fuzz.ts';
import { centers, createNormalizer, normalizeAdvantages, popArt, scales, shapes, units } from './index.ts';
import type { PopArtOptions } from './pop-art.ts';

const share = numberIn(0, 1 - Number.EPSILON / 2);
const isShares = (value: unknown): boolean => Array.isArray(value) && Array.from<unknown>(value).every(numberIn(0, 1)) && Math.abs((value as number[]).reduce((a, b) => a + b, 0) - 1) < 1e-6;
const rules = {
  center: oneOf(...centers), scale: oneOf(...scales), shape: oneOf(...shapes), unit: oneOf(...units),
  minGroupSize: integerFrom(1), shrinkage: numberIn(0, Number.MAX_VALUE), scaleDecay: share, levelWeights: (value: unknown) => value === null || isShares(value),
};
const positive = numberIn(Number.MIN_VALUE, Infinity);

test('normalisers take options that make sense', () => {
  check(junkOptions(rules), (options) => {
    refusesOr(options, () => createNormalizer(options), () => areValid(options, rules, { isStrict: false }));
  });
  const popArtRules = { numTasks: integerFrom(1), beta: numberIn(Number.MIN_VALUE, 1), minStd: positive, maxStd: positive };
  check(junkOptions(popArtRules), (options) => {
    const { numTasks = 2 } = options;
    // many are allowed, but fill the memory
    const given = { ...options, numTasks: Number.isSafeInteger(numTasks) && (numTasks as number) > 1e6 ? 2 : numTasks } as PopArtOptions;
    refusesOr(options, () => popArt(given), () => areValid(given as unknown as Record<string, unknown>, popArtRules, { isStrict: false }));
  });
});

test('normalised advantages are finite where advantages are', () => {
  const given = fc.record({
    values: fc.array(fc.oneof(fc.double({ noNaN: true, min: -1e30, max: 1e30 }), fc.constantFrom(0, 1, 1e-38, -1e-38)), { maxLength: 30 }),
    labels: fc.array(fc.integer({ min: -2, max: 4 }), { minLength: 30, maxLength: 30 }),
    numGroups: fc.oneof({ weight: 9, arbitrary: fc.constant(4) }, { weight: 1, arbitrary: fc.constantFrom(0, -1, 1.5, NaN, 2) }),
    center: fc.constantFrom(...centers), scale: fc.constantFrom('none', 'batch', 'group'), shape: fc.constantFrom(...shapes),
    minGroupSize: fc.constantFrom(undefined, 1, 3), shrinkage: fc.constantFrom(undefined, 0, 2.5),
  });
  check(given, ({ values, labels, numGroups, shape, ...options }) => {
    const advantages = Float32Array.from(values);
    const input = { advantages, labels: Int32Array.from(labels.slice(0, values.length)), numGroups, shape, ...(shape === 'linear' && options) } as never;
    refusesOr([values, labels, numGroups, shape, options], () => normalizeAdvantages(input), (result) => result.advantages.every(Number.isFinite) && result.advantages.length === values.length);
  });
});
