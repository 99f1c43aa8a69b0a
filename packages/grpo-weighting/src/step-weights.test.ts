import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { stepWeights } from './step-weights.ts';

const NUM_GROUPS = 5;
const weight = fc.double({ noNaN: true, min: 1e-6, max: 1e6 });
const weightList = fc.array(weight, { minLength: NUM_GROUPS, maxLength: NUM_GROUPS }).map((list) => Float64Array.from(list));
const labelList = fc.array(fc.integer({ min: 0, max: NUM_GROUPS - 1 }), { minLength: 1, maxLength: 200 }).map((list) => Int32Array.from(list));
const mean = (list: Float32Array) => list.reduce((sum, x) => sum + x, 0) / list.length;

describe('stepWeights', () => {
  test('mean 1, none above the cap, equal within a group', () => {
    fc.assert(
      fc.property(labelList, weightList, fc.constantFrom(1, 1.5, 3, 10, Infinity), (labels, weights, maxStepWeight) => {
        const result = stepWeights({ labels, weights, maxStepWeight });
        expect(Math.abs(mean(result) - 1)).toBeLessThan(1e-5);
        expect(result.every((x) => x > 0 && x <= maxStepWeight * (1 + 1e-6))).toBe(true);
        labels.forEach((label, i) => expect(result[i]).toBe(result[labels.indexOf(label)]));
      }),
    );
  });

  test('without the cap: w_g · M / (n_g · Σ w_h over the groups present)', () => {
    fc.assert(
      fc.property(labelList, weightList, (labels, weights) => {
        const result = stepWeights({ labels, weights, maxStepWeight: Infinity });
        const present = [...new Set(labels)];
        const sum = present.reduce((total, g) => total + weights[g]!, 0);
        labels.forEach((label, i) => {
          const size = labels.filter((other) => other === label).length;
          const expected = (weights[label]! * labels.length) / (size * sum);
          expect(Math.abs(result[i]! - expected)).toBeLessThan(1e-6 * expected);
        });
      }),
    );
  });

  test('groups below the cap keep the proportions of their weights', () => {
    fc.assert(
      fc.property(labelList, weightList, (labels, weights) => {
        const result = stepWeights({ labels, weights, maxStepWeight: 2 });
        const free = [...new Set(labels)].filter((g) => result[labels.indexOf(g)]! < 2 * (1 - 1e-6));
        const shares = free.map((g) => (result[labels.indexOf(g)]! * labels.filter((label) => label === g).length) / weights[g]!);
        for (const share of shares) expect(Math.abs(share / shares[0]! - 1)).toBeLessThan(1e-5);
      }),
    );
  });

  test('weights proportional to sizes are exactly 1', () => {
    fc.assert(
      fc.property(labelList, (labels) => {
        const weights = Float64Array.from({ length: NUM_GROUPS }, (_, g) => Math.max(labels.filter((label) => label === g).length, 1));
        expect(stepWeights({ labels, weights }).every((x) => x === 1)).toBe(true);
      }),
    );
  });

  test('hand case: the excess of a small group is spread over the rest', () => {
    // Uncapped: 4 · 1/(1 · 2) = 2 and 4 · 1/(3 · 2) = 2/3; capped at 1.5, (4 − 1.5)/3 is left for each of the others.
    const weights = Float64Array.of(1, 1, 1e9);
    expect(stepWeights({ labels: Int32Array.of(0, 1, 1, 1), weights, maxStepWeight: 1.5 })).toEqual(Float32Array.of(1.5, 2.5 / 3, 2.5 / 3, 2.5 / 3));
  });

  test('the cap is 10 unless told otherwise', () => {
    const labels = Int32Array.from({ length: 100 }, (_, i) => Number(i === 0));
    const result = stepWeights({ labels, weights: Float64Array.of(1, 1) }); // 50 for the step alone, without a cap
    expect([result[0], result[1]]).toEqual([10, expect.closeTo(90 / 99, 6)]);
  });

  test('renaming groups changes nothing but rounding', () => {
    fc.assert(
      fc.property(labelList, weightList, fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }), (labels, weights, names) => {
        const renamedWeights = new Float64Array(NUM_GROUPS);
        names.forEach((name, g) => { renamedWeights[name] = weights[g]!; });
        const renamed = stepWeights({ labels: labels.map((label) => names[label]!), weights: renamedWeights });
        stepWeights({ labels, weights }).forEach((x, i) => expect(Math.abs(renamed[i]! - x)).toBeLessThan(1e-6 * x));
      }),
    );
  });

  test('a step outside all groups weighs 1; no step', () => {
    expect(stepWeights({ labels: Int32Array.of(-1, 0, 1), weights: Float64Array.of(3, 1) })).toEqual(Float32Array.of(1, 1.5, 0.5));
    expect(stepWeights({ labels: new Int32Array(0), weights: Float64Array.of(1) })).toHaveLength(0);
  });

  test('refuses weights that are not finite and positive, labels out of range, a cap below 1', () => {
    const labels = Int32Array.of(0, 1);
    expect(() => stepWeights({ labels, weights: Float64Array.of(1, 0) })).toThrow('invalid weight of group 1: 0; expected finite and positive');
    expect(() => stepWeights({ labels, weights: Float64Array.of(NaN, 1) })).toThrow('invalid weight of group 0: NaN');
    expect(() => stepWeights({ labels, weights: Float64Array.of(1) })).toThrow('invalid label: 1; expected less than 1');
    expect(() => stepWeights({ labels, weights: Float64Array.of(1, 1), maxStepWeight: 0.5 })).toThrow('invalid maxStepWeight: 0.5; expected a number >= 1');
  });
});
