import { describe, expect, test } from '@jest/globals';
import { batchNormalization, createRollout, moments } from '@cohort-rl/rollouts';
import fc from 'fast-check';
import { centers } from './normalization-options.ts';
import { normalizeAdvantages } from './normalize-advantages.ts';
import type { NormalizationInput } from './normalize-advantages.ts';

const EPSILON = 1e-8;
const NUM_GROUPS = 4;
const value = fc.oneof(fc.float({ noNaN: true, min: -100, max: 100 }), fc.constantFrom(-0, 1, -1));
type LinearOptions = Pick<NormalizationInput, 'center' | 'scale' | 'minGroupSize' | 'shrinkage'>;
const options: fc.Arbitrary<LinearOptions> = fc.record({
  center: fc.constantFrom(...centers),
  scale: fc.constantFrom('none', 'batch', 'group'),
  minGroupSize: fc.constantFrom(1, 1, 3),
  shrinkage: fc.constantFrom(0, 0, 2.5),
});
const batchOf = (label: fc.Arbitrary<number>) =>
  fc.array(fc.tuple(value, label), { minLength: 1, maxLength: 80 }).map((pairs) => ({
    advantages: Float32Array.from(pairs, ([advantage]) => advantage),
    labels: Int32Array.from(pairs, ([, label]) => label),
  }));
const batches = batchOf(fc.integer({ min: -1, max: NUM_GROUPS - 1 }));

/** Stage 2 as it is written in the definitions, step by step, without regard to speed or to the last bits. */
function definition(advantages: Float32Array, labels: Int32Array, { center = 'group', scale = 'group', minGroupSize = 1, shrinkage = 0 }: LinearOptions) {
  const indices = [...labels.keys()].filter((i) => labels[i]! >= 0);
  const mean = (list: number[]) => list.reduce((sum, x) => sum + x, 0) / list.length;
  const variance = (list: number[]) => mean(list.map((x) => (x - mean(list)) ** 2));
  const all = indices.map((i) => advantages[i]!);
  const s = (i: number) => {
    if (scale === 'none') return 1 - EPSILON;
    if (scale === 'batch') return Math.sqrt(variance(all));
    const own = indices.filter((j) => labels[j] === labels[i]).map((j) => advantages[j]!);
    const alpha = own.length < minGroupSize ? 0 : own.length / (own.length + shrinkage);
    return Math.sqrt(variance(all) + alpha * (variance(own) - variance(all)));
  };
  const isDegenerate = (i: number) => scale === 'group' && s(i) < 1e-6 * Math.sqrt(variance(all));
  const c = (i: number) => {
    if (center === 'none') return 0;
    if (center === 'batch') return mean(all);
    const own = indices.filter((j) => labels[j] === labels[i]);
    const others = center === 'leaveOneOut' && own.length > 1 ? own.filter((j) => j !== i) : own;
    const alpha = own.length < minGroupSize ? 0 : own.length / (own.length + shrinkage);
    return mean(all) + alpha * (mean(others.map((j) => advantages[j]!)) - mean(all));
  };
  const result = new Float64Array(advantages.length);
  if (center === 'batch' && scale === 'group') {
    const scaled = indices.filter((i) => !isDegenerate(i));
    const u = mean(scaled.map((i) => advantages[i]! / (s(i) + EPSILON)));
    for (const i of scaled) result[i] = advantages[i]! / (s(i) + EPSILON) - u;
  } else {
    for (const i of indices) result[i] = isDegenerate(i) ? 0 : (advantages[i]! - c(i)) / (s(i) + EPSILON);
  }
  return { result, residual: indices.map((i) => advantages[i]! - c(i)), all, indices };
}

/** Groups that are constant or nearly so divide rounding by rounding; identities up to ε say nothing about them. */
const isSpread = (advantages: Float32Array, labels: Int32Array) =>
  Array.from({ length: NUM_GROUPS }, (_, g) => advantages.filter((_, i) => labels[i] === g)).every(
    (own) => own.length === 0 || moments(own).std === 0 || moments(own).std > 0.01,
  );

describe('normalizeAdvantages', () => {
  test('agrees with the definition, for every centre, scale, minimum size and shrinkage', () => {
    fc.assert(
      fc.property(batches, options, ({ advantages, labels }, given) => {
        fc.pre(isSpread(advantages, labels) && moments(advantages, labels).std > 0.01);
        const { advantages: normalized, diagnostics, groups } = normalizeAdvantages({ advantages, labels, numGroups: NUM_GROUPS, ...given });
        const { result, residual, all, indices } = definition(advantages, labels, given);
        normalized.forEach((x, i) => expect(Math.abs(x - result[i]!)).toBeLessThan(1e-4 * (1 + Math.abs(result[i]!))));
        // Population variances, of what is left when the centre is taken away and of everything.
        const { variance } = moments(Float64Array.from(residual));
        const expected = given.center === 'batch' ? 0 : 1 - variance / moments(Float64Array.from(all)).variance;
        expect(diagnostics['grpo/variance_removed']).toBeCloseTo(expected, 6);
        for (const group of groups) {
          const own = moments(normalized.filter((_, i) => labels[i] === group.label));
          expect(Math.abs(group.normalizedMean - own.mean)).toBeLessThan(1e-5 * (1 + Math.abs(own.mean)));
          expect(Math.abs(group.normalizedStd - own.std)).toBeLessThan(1e-5 * (1 + own.std));
        }
        const [a, b] = [Float64Array.from(all), Float64Array.from(indices, (i) => result[i]!)].map((list) => list.map((x) => x - moments(list).mean));
        const covariance = a!.reduce((sum, x, i) => sum + x * b![i]!, 0) / all.length;
        const correlation = covariance / (moments(a!).std * moments(b!).std);
        if (moments(b!).std > 1e-3) expect(diagnostics['grpo/advantage_correlation']).toBeCloseTo(correlation, 4);
        const batchMean = moments(Float64Array.from(all)).mean;
        // A step on the mean, up to rounding, may count or not.
        const isFlipped = (i: number) => normalized[i]! * (advantages[i]! - batchMean) < 0;
        const isClear = (i: number) => Math.abs(advantages[i]! - batchMean) > 1e-12;
        const flips = diagnostics['grpo/sign_flip_fraction']! * indices.length;
        expect(flips).toBeGreaterThanOrEqual(indices.filter((i) => isClear(i) && isFlipped(i)).length - 1e-9);
        expect(flips).toBeLessThanOrEqual(indices.filter((i) => !isClear(i) || isFlipped(i)).length + 1e-9);
      }),
      { numRuns: 300 },
    );
  });

  test('one group with centre and scale of group or batch is batch normalisation to the bit, κ and minimum size or not', () => {
    const relative = fc.constantFrom('batch' as const, 'group' as const);
    const oneGroup = fc.integer({ min: 0, max: NUM_GROUPS - 1 }).chain((label) => batchOf(fc.constant(label)));
    fc.assert(
      fc.property(oneGroup, relative, relative, fc.constantFrom(0, 3), fc.constantFrom(1, 50), ({ advantages, labels }, center, scale, shrinkage, minGroupSize) => {
        // Where all are equal the result is 0; batch normalisation has −0 for −0, also beside 0.
        fc.pre(advantages.some((advantage) => advantage !== 0) || !advantages.some((advantage) => Object.is(advantage, -0)));
        const rollout = createRollout({ numSteps: advantages.length, numEnvs: 1, observationSize: 1, actionSize: 1 });
        rollout.advantages.set(advantages);
        const { advantages: normalized } = normalizeAdvantages({ advantages, labels, numGroups: NUM_GROUPS, center, scale, shrinkage, minGroupSize });
        expect(new Int32Array(normalized.buffer)).toEqual(new Int32Array(batchNormalization().compute(rollout, []).advantages.buffer as ArrayBuffer));
      }),
      { numRuns: 500 },
    );
  });

  test('relabelling groups changes no bit', () => {
    const permutation = fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 });
    fc.assert(
      fc.property(batches, options, permutation, ({ advantages, labels }, given, names) => {
        const straight = normalizeAdvantages({ advantages, labels, numGroups: NUM_GROUPS, ...given });
        const renamed = labels.map((label) => (label < 0 ? label : names[label]!));
        const relabelled = normalizeAdvantages({ advantages, labels: renamed, numGroups: NUM_GROUPS, ...given });
        expect(relabelled.advantages).toEqual(straight.advantages);
        expect(relabelled.diagnostics).toEqual(straight.diagnostics);
        straight.groups.forEach((group, label) => expect(relabelled.groups[names[label]!]).toEqual({ ...group, label: names[label] }));
      }),
    );
  });

  test('centre and scale of the group give every group mean 0 and deviation 1', () => {
    fc.assert(
      fc.property(batches, ({ advantages, labels }) => {
        fc.pre(isSpread(advantages, labels));
        const { advantages: normalized, groups } = normalizeAdvantages({ advantages, labels, numGroups: NUM_GROUPS });
        for (const { label, steps, std, normalizedMean, normalizedStd } of groups) {
          const own = moments(normalized.filter((_, i) => labels[i] === label));
          expect(Math.abs(normalizedMean - own.mean)).toBeLessThan(1e-5);
          expect(Math.abs(normalizedStd - own.std)).toBeLessThan(1e-5);
          if (steps === 0 || std === 0) continue;
          expect(Math.abs(own.mean)).toBeLessThan(1e-5);
          expect(Math.abs(own.std - 1)).toBeLessThan(1e-5);
        }
      }),
    );
  });

  test('scaling one group\'s advantages by a positive constant changes nothing under scale group, whatever the centre', () => {
    const center = fc.constantFrom('none' as const, 'batch' as const, 'group' as const, 'leaveOneOut' as const);
    fc.assert(
      fc.property(batches, center, fc.integer({ min: 0, max: NUM_GROUPS - 1 }), fc.constantFrom(0.01, 0.5, 3, 100), ({ advantages, labels }, center, group, factor) => {
        fc.pre(isSpread(advantages, labels));
        const scaled = advantages.map((advantage, i) => (labels[i] === group ? advantage * factor : advantage));
        const straight = normalizeAdvantages({ advantages, labels, numGroups: NUM_GROUPS, center });
        const result = normalizeAdvantages({ advantages: scaled, labels, numGroups: NUM_GROUPS, center });
        fc.pre(straight.groups.every(({ isDegenerate, steps, std }) => steps === 0 || isDegenerate || std > 0.01));
        result.advantages.forEach((x, i) => {
          const expected = straight.advantages[i]!;
          expect(Math.abs(x - expected)).toBeLessThan(1e-3 * (1 + Math.abs(expected)));
        });
      }),
    );
  });

  test('centre batch, scale group: a task of small rewards is not shifted by many of its own deviations', () => {
    const advantages = Float32Array.of(1, 3, 1000, 3000);
    const { advantages: normalized } = normalizeAdvantages({ advantages, labels: Int32Array.of(0, 0, 1, 1), numGroups: 2, center: 'batch' });
    // u = 1, 3, 1, 3 with mean 2; subtracting the batch's mean of 1001 first would give −1000, −998, 0, 2.
    [-1, 1, -1, 1].forEach((expected, i) => expect(normalized[i]).toBeCloseTo(expected, 6));
  });

  test('leave one out subtracts the mean of the others; a step alone gets 0', () => {
    const { advantages } = normalizeAdvantages({
      advantages: Float32Array.of(1, 2, 6, 50), labels: Int32Array.of(0, 0, 0, 1), numGroups: 2, center: 'leaveOneOut', scale: 'none',
    });
    expect([...advantages]).toEqual([1 - 4, 2 - 3.5, 6 - 1.5, 0]);
  });

  test('centre none, scale none leaves everything to the bit, but steps outside all groups are 0', () => {
    const advantages = Float32Array.of(0.1, -0.2, 0.3);
    const result = normalizeAdvantages({ advantages, labels: Int32Array.of(0, 1, -1), numGroups: 2, center: 'none', scale: 'none' });
    expect(result.advantages).toEqual(Float32Array.of(0.1, -0.2, 0));
    expect(result.diagnostics).toEqual({
      'grpo/degenerate_groups': 0, 'grpo/variance_removed': 0, 'grpo/sign_flip_fraction': 0, 'grpo/advantage_correlation': expect.closeTo(1, 12),
    });
  });

  test('a degenerate group gets 0 under scale group, and does not move the others', () => {
    for (const center of centers) {
      const { advantages, groups, diagnostics } = normalizeAdvantages({
        advantages: Float32Array.of(7, 7, 7, -1, 1), labels: Int32Array.of(0, 0, 0, 1, 1), numGroups: 3, center,
      });
      expect([...advantages.subarray(0, 3)]).toEqual([0, 0, 0]);
      expect(advantages[3]! + advantages[4]!).toBeCloseTo(0, 6);
      expect(groups.map(({ isDegenerate }) => isDegenerate)).toEqual([true, false, false]);
      expect(diagnostics['grpo/degenerate_groups']).toBe(1);
    }
    const shrunk = normalizeAdvantages({ advantages: Float32Array.of(7, 7, -1, 1), labels: Int32Array.of(0, 0, 1, 1), numGroups: 2, shrinkage: 2 });
    expect(shrunk.groups.some(({ isDegenerate }) => isDegenerate)).toBe(false);
  });

  test('a group below the minimum size uses the batch\'s statistics', () => {
    const advantages = Float32Array.of(0, 2, 4, 10, 20);
    const { mean, std } = moments(advantages);
    const result = normalizeAdvantages({ advantages, labels: Int32Array.of(0, 0, 0, 1, 1), numGroups: 2, minGroupSize: 3 }).advantages;
    expect(result[3]).toBeCloseTo((10 - mean) / std, 6);
    expect(result[0]).toBeCloseTo(-2 / Math.sqrt(8 / 3), 6);
  });

  test('centring inside groups of outcome removes what separates them, and the diagnostics say so', () => {
    const advantages = Float32Array.of(-11, -9, 9, 11);
    const labels = Int32Array.of(0, 0, 1, 1);
    const inside = normalizeAdvantages({ advantages, labels, numGroups: 2 }).diagnostics;
    expect(inside['grpo/variance_removed']).toBeCloseTo(100 / 101, 9);
    expect(inside['grpo/sign_flip_fraction']).toBe(0.5);
    expect(inside['grpo/advantage_correlation']).toBeCloseTo(1 / Math.sqrt(101), 6);
    const kept = normalizeAdvantages({ advantages, labels, numGroups: 2, center: 'batch' }).diagnostics;
    expect(kept).toMatchObject({ 'grpo/variance_removed': 0, 'grpo/sign_flip_fraction': 0 });
    expect(kept['grpo/advantage_correlation']).toBeCloseTo(1, 6);
  });

  test('no step, equal advantages, NaN', () => {
    const none = normalizeAdvantages({ advantages: new Float32Array(0), labels: new Int32Array(0), numGroups: 2 });
    expect(none.groups).toHaveLength(2);
    expect(Object.values(none.diagnostics)).toEqual([0, 0, 0, 0]);
    const equal = normalizeAdvantages({ advantages: Float32Array.of(3, 3, 3), labels: Int32Array.of(0, 0, 1), numGroups: 2 });
    expect([...equal.advantages]).toEqual([0, 0, 0]);
    for (const scale of ['batch', 'group'] as const) {
      const result = normalizeAdvantages({ advantages: Float32Array.of(3, 3, 3), labels: Int32Array.of(0, 0, 1), numGroups: 2, center: 'none', scale });
      expect([...result.advantages]).toEqual([0, 0, 0]);
      expect(result.diagnostics['grpo/degenerate_groups']).toBe(2);
    }
    for (const center of centers) {
      const outside = normalizeAdvantages({ advantages: Float32Array.of(NaN, 1, -Infinity, -1, NaN), labels: Int32Array.of(-1, 0, -1, 0, -1), numGroups: 1, center });
      expect([...outside.advantages]).toEqual([0, expect.any(Number), 0, expect.any(Number), 0]);
    }
    // Not hidden: the guard of the loss stops the run.
    expect(normalizeAdvantages({ advantages: Float32Array.of(NaN, 1), labels: Int32Array.of(0, 0), numGroups: 1 }).advantages[1]).toBeNaN();
  });

  test('refuses bad options and labels', () => {
    const base = { advantages: Float32Array.of(1, 2), labels: Int32Array.of(0, 1), numGroups: 2 };
    expect(() => normalizeAdvantages({ ...base, center: 'foo' as 'none' })).toThrow('invalid center: foo; expected one of none, batch, group, leaveOneOut');
    expect(() => normalizeAdvantages({ ...base, scale: 'foo' as 'none' })).toThrow('invalid scale: foo; expected one of none, batch, group');
    expect(() => normalizeAdvantages({ ...base, scale: 'movingAverage' as 'none' })).toThrow('invalid scale: movingAverage; expected none, batch or group');
    expect(() => normalizeAdvantages({ ...base, shrinkage: -1 })).toThrow('invalid shrinkage: -1; expected a finite number >= 0');
    expect(() => normalizeAdvantages({ ...base, minGroupSize: 0 })).toThrow('invalid minGroupSize: 0; expected a positive integer');
    expect(() => normalizeAdvantages({ ...base, numGroups: 1 })).toThrow('invalid label: 1; expected less than 1');
    expect(() => normalizeAdvantages({ ...base, labels: Int32Array.of(0) })).toThrow('invalid number of labels: 1; expected 2');
  });
});
