import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { centeredRanks } from './centered-ranks.ts';
import { normalizeAdvantages } from './normalize-advantages.ts';

const NUM_GROUPS = 3;
const entry = fc.tuple(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constantFrom(-0, 1e30, -Infinity)), fc.integer({ min: -1, max: NUM_GROUPS - 1 }));
const batches = fc.array(entry, { maxLength: 60 }).map((pairs) => ({
  values: Float32Array.from(pairs, ([value]) => value),
  labels: Int32Array.from(pairs, ([, label]) => label),
}));
const countsOf = (labels: Int32Array) => Int32Array.from({ length: NUM_GROUPS }, (_, g) => labels.filter((label) => label === g).length);

describe('centeredRanks', () => {
  test('hand case: ranks 1, 2.5, 2.5, 4 of four, and 1 of two', () => {
    const ranks = centeredRanks(Float32Array.of(5, 9, 7, 7, 1, 8), Int32Array.of(0, 0, 0, 0, 1, 1), Int32Array.of(4, 2));
    const unit = Math.sqrt(15 / 12);
    [-1.5, 1.5, 0, 0].forEach((rank, i) => expect(ranks[i]).toBeCloseTo(rank / unit, 6));
    expect([...ranks.subarray(4)]).toEqual([-1, 1]);
  });

  test('counts, one by one: how many of the group are less, and half of the equal ones', () => {
    fc.assert(
      fc.property(batches, ({ values, labels }) => {
        const ranks = centeredRanks(values, labels, countsOf(labels));
        values.forEach((value, i) => {
          const own = values.filter((_, j) => labels[i]! >= 0 && labels[j] === labels[i]);
          const less = own.filter((other) => other < value).length;
          const more = own.filter((other) => other > value).length;
          const expected = own.length > 1 ? (less - more) / 2 / Math.sqrt((own.length ** 2 - 1) / 12) : 0;
          expect(ranks[i]).toBeCloseTo(expected, 5);
        });
      }),
    );
  });

  test('NaN is not hidden', () => {
    expect([...centeredRanks(Float32Array.of(1, NaN, 2), Int32Array.of(0, 0, 0), Int32Array.of(3))]).toEqual([expect.any(Number), NaN, expect.any(Number)]);
  });
});

describe('shape rank', () => {
  test('any rising function of a group\'s advantages changes nothing; names of groups change no bit', () => {
    fc.assert(
      fc.property(batches, ({ values, labels }) => {
        const advantages = values.map((value) => Math.max(-5, Math.min(value, 5)));
        const base = { labels, numGroups: NUM_GROUPS, shape: 'rank' } as const;
        const straight = normalizeAdvantages({ ...base, advantages }).advantages;
        const risen = advantages.map((value, i) => (labels[i] === 1 ? 7 * value ** 3 + 2 : value));
        expect(normalizeAdvantages({ ...base, advantages: risen }).advantages).toEqual(straight);
        const renamed = labels.map((label) => (label < 0 ? label : 2 - label));
        expect(normalizeAdvantages({ ...base, labels: renamed, advantages }).advantages).toEqual(straight);
      }),
    );
  });

  test('mean 0, deviation 1 without ties; groups of equal values are degenerate', () => {
    const advantages = Float32Array.of(1e6, 3, -8, 0.1, 44, 7, 7, 7, 2);
    const { groups, diagnostics } = normalizeAdvantages({ advantages, labels: Int32Array.of(0, 0, 0, 0, 0, 1, 1, 1, 2), numGroups: 4, shape: 'rank' });
    expect(groups[0]!.normalizedMean).toBeCloseTo(0, 6);
    expect(groups[0]!.normalizedStd).toBeCloseTo(1, 6);
    expect(groups.map(({ isDegenerate }) => isDegenerate)).toEqual([false, true, true, false]);
    expect(diagnostics['grpo/degenerate_groups']).toBe(2);
  });

  test('takes no centre, scale, or sizes', () => {
    const base = { advantages: Float32Array.of(1, 2), labels: Int32Array.of(0, 0), numGroups: 1, shape: 'rank' } as const;
    expect(() => normalizeAdvantages({ ...base, center: 'group' })).toThrow('invalid center: group; expected none beside shape rank');
    expect(() => normalizeAdvantages({ ...base, shrinkage: 0 })).toThrow('invalid shrinkage: 0; expected none beside shape rank');
    expect(() => normalizeAdvantages({ ...base, shape: 'foo' as 'rank' })).toThrow('invalid shape: foo; expected one of linear, rank');
  });
});
