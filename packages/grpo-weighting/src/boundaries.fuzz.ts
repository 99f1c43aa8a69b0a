import { test } from '@jest/globals';
import fc from 'fast-check';
import { areValid, check, integerFrom, junk, junkOptions, numberIn, oneOf, refusesOr } from '../../../tooling/fuzz/fuzz.ts';
import { adaptiveWeighter, cagradCombiner, combinerNames, createCombiner, createWeighter, dwaWeighter, groupDroWeighter, learningProgressWeighter, pcgradCombiner, performanceWeighter, stepWeights, weighterNames } from './index.ts';

const positive = numberIn(Number.MIN_VALUE, Number.MAX_VALUE);
const share = numberIn(0, 1 - Number.EPSILON / 2);

test('weighters and combiners take options that make sense', () => {
  const factories: [(options: never) => unknown, Record<string, (value: unknown) => boolean>][] = [
    [performanceWeighter, { temperature: positive }],
    [adaptiveWeighter, { target: numberIn(-Number.MAX_VALUE, Number.MAX_VALUE), learningRate: positive, smoothing: share, floor: numberIn(Number.MIN_VALUE, 1 - Number.EPSILON / 2) }],
    [groupDroWeighter, { learningRate: positive }],
    [dwaWeighter, { temperature: positive }],
    [learningProgressWeighter, { temperature: positive, smoothing: share }],
    [pcgradCombiner, { seed: integerFrom(0) }],
    [cagradCombiner, { conflictAversion: numberIn(0, Number.MAX_VALUE) }],
  ];
  for (const [make, rules] of factories) {
    check(junkOptions(rules), (options) => {
      refusesOr(options, () => make(options as never), () => areValid(options, rules, { isStrict: false }));
    });
  }
});

test('names that nothing has are refused', () => {
  check(fc.string().map((name) => (name === '' ? 'toString' : name)), (name) => {
    refusesOr(name, () => createWeighter(name), () => oneOf(...weighterNames)(name));
    refusesOr(name, () => createCombiner(name), () => oneOf(...combinerNames)(name));
  });
});

test('weights are positive and finite whatever the groups went through', () => {
  // differences of two have to be numbers still
  const number = fc.oneof(fc.double({ min: -8e307, max: 8e307 }), fc.constantFrom(Infinity, -Infinity));
  const summary = fc.record({ steps: fc.nat(1000), trajectories: fc.nat(50), score: number, loss: number, isScoreNormalized: fc.boolean() });
  const history = fc.array(fc.array(summary, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 });
  check(fc.tuple(fc.constantFrom(...weighterNames), history), ([name, updates]) => {
    const weighter = createWeighter(name);
    for (const summaries of updates) {
      refusesOr([name, updates], () => weighter.weigh(summaries), (weights) => weights.length === summaries.length && weights.every((weight) => weight > 0 && weight < Infinity));
    }
  });
});

test('combined gradients are finite where those of the groups are', () => {
  const gradient = fc.array(fc.double({ noNaN: true, min: -1e15, max: 1e15 }), { minLength: 3, maxLength: 3 });
  check(fc.tuple(fc.constantFrom(...combinerNames), fc.array(gradient, { minLength: 1, maxLength: 5 })), ([name, gradients]) => {
    const out = new Float32Array(3);
    refusesOr([name, gradients], () => {
      createCombiner(name).combine(gradients.map((values) => Float32Array.from(values)), out);
    }, () => out.every(Number.isFinite));
  });
});

test('weights of steps are finite, none negative, and 1 on average, or refused', () => {
  const input = fc.record({
    labels: fc.array(fc.integer({ min: -2, max: 4 }), { maxLength: 20 }).map((labels) => Int32Array.from(labels)),
    weights: fc.array(fc.double(), { maxLength: 4 }).map((weights) => Float64Array.from(weights)),
    maxStepWeight: fc.oneof(fc.constant(undefined), fc.double(), junk),
  }) as fc.Arbitrary<{ labels: Int32Array; weights: Float64Array; maxStepWeight: number | undefined }>;
  check(input, (given) => {
    refusesOr(given, () => stepWeights(given), (weights) => {
      const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
      // next to nothing may be less than float32 holds
      return weights.every((weight) => weight >= 0 && weight < Infinity) && (weights.length === 0 || Math.abs(mean - 1) < 1e-3) && (given.maxStepWeight === undefined || typeof given.maxStepWeight === 'number');
    });
  });
});
