import { describe, expect, test } from '@jest/globals';
import type { GroupLevel } from '@cohort-rl/rollouts';
import fc from 'fast-check';
import { normalizeAdvantages } from './normalize-advantages.ts';

const LEAVES = 6;
const levels: GroupLevel[] = [
  { name: 'root', numGroups: 2, groupOfLabel: Int32Array.of(0, 0, 0, 0, 1, 1) },
  { name: 'middle', numGroups: 3, groupOfLabel: Int32Array.of(0, 0, 1, 1, 2, 2) },
];
const entry = fc.tuple(fc.float({ noNaN: true, min: -100, max: 100 }), fc.integer({ min: -1, max: LEAVES - 1 }));
const batches = fc.array(entry, { minLength: 1, maxLength: 80 }).map((pairs) => ({
  advantages: Float32Array.from(pairs, ([advantage]) => advantage),
  labels: Int32Array.from(pairs, ([, label]) => label),
  numGroups: LEAVES,
}));
const weightLists = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 4, maxLength: 4 }).filter((list) => list.some((x) => x > 0))
  .map((list) => list.map((x) => x / list.reduce((a, b) => a + b, 0)));
const center = fc.constantFrom('none' as const, 'batch' as const, 'group' as const, 'leaveOneOut' as const);

describe('levelWeights', () => {
  test('is the convex mix of normalisations relative to each level by itself', () => {
    fc.assert(
      fc.property(batches, weightLists, center, (batch, levelWeights, c) => {
        const { advantages, labels } = batch;
        const coarse = (level: GroupLevel) => labels.map((label) => (label < 0 ? -1 : level.groupOfLabel[label]!));
        const alone = [labels.map((label) => Math.min(label, 0)), coarse(levels[0]!), coarse(levels[1]!), labels].map(
          (own) => normalizeAdvantages({ advantages, labels: own, numGroups: LEAVES, center: c }).advantages,
        );
        const mixed = normalizeAdvantages({ ...batch, levels, levelWeights, center: c });
        mixed.advantages.forEach((x, i) => {
          const expected = alone.reduce((sum, list, l) => sum + levelWeights[l]! * list[i]!, 0);
          expect(Math.abs(x - expected)).toBeLessThan(1e-5 * (1 + Math.abs(expected)));
        });
        mixed.groups.forEach(({ label, normalizedMean }) => {
          const own = mixed.advantages.filter((_, i) => labels[i] === label);
          if (own.length > 0) expect(normalizedMean).toBeCloseTo(own.reduce((a, b) => a + b, 0) / own.length, 2);
        });
      }),
    );
  });

  test('all weight on one level is that level to the bit', () => {
    fc.assert(
      fc.property(batches, center, (batch, c) => {
        const whole = normalizeAdvantages({ ...batch, labels: batch.labels.map((label) => Math.min(label, 0)), center: c });
        expect(normalizeAdvantages({ ...batch, levels, levelWeights: [1, 0, 0, 0], center: c }).advantages).toEqual(whole.advantages);
        const own = normalizeAdvantages({ ...batch, center: c });
        expect(normalizeAdvantages({ ...batch, levels, levelWeights: [0, 0, 0, 1], center: c }).advantages).toEqual(own.advantages);
        expect(normalizeAdvantages({ ...batch, levelWeights: [0, 1], center: c }).groups.map(({ isDegenerate }) => isDegenerate)).toEqual(
          own.groups.map(({ isDegenerate }) => isDegenerate),
        );
      }),
    );
  });

  test('variance removed is the weighted mean of what each level removes', () => {
    const advantages = Float32Array.of(-11, -9, 9, 11);
    const { diagnostics } = normalizeAdvantages({ advantages, labels: Int32Array.of(0, 0, 1, 1), numGroups: 2, levelWeights: [0.25, 0.75] });
    expect(diagnostics['grpo/variance_removed']).toBeCloseTo(0.75 * (100 / 101), 9);
  });

  test('refuses weights that are no shares, or not one per level', () => {
    const base = { advantages: Float32Array.of(1, 2), labels: Int32Array.of(0, 1), numGroups: 2 };
    expect(() => normalizeAdvantages({ ...base, levelWeights: [0.5, 0.6] })).toThrow('invalid levelWeights: 0.5, 0.6; expected numbers >= 0 that sum to 1');
    expect(() => normalizeAdvantages({ ...base, levelWeights: [-1, 2] })).toThrow('invalid levelWeights: -1, 2');
    expect(() => normalizeAdvantages({ ...base, levelWeights: [1] })).toThrow('invalid number of levelWeights: 1; expected 2, for the batch, the groups');
    const two = { ...base, levels: [{ name: 'task', numGroups: 1, groupOfLabel: Int32Array.of(0, 0) }] };
    expect(() => normalizeAdvantages({ ...two, levelWeights: [0, 1] })).toThrow('invalid number of levelWeights: 2; expected 3, for the batch, task, the groups');
  });
});
