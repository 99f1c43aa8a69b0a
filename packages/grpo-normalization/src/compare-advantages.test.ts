import { describe, expect, test } from '@jest/globals';
import { compareAdvantages } from './compare-advantages.ts';
import { normalizeAdvantages } from './normalize-advantages.ts';

/** Three groups of unlike mean and scale, in no order, one step in eleven outside all. */
function example(size = 700) {
  const labels = Int32Array.from({ length: size }, (_, i) => (i % 11 === 3 ? -1 : (i * 7) % 3));
  const advantages = Float32Array.from(labels, (label, i) => (label < 0 ? 99 : label * 2 + Math.sin(i * 12.9898) * 3 ** label + 0.3 * Math.cos(i)));
  return { advantages, labels, numGroups: 4 };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: readonly number[]): number => mean(values.map((value) => (value - mean(values)) ** 2));

describe('compareAdvantages', () => {
  test('agrees with the normaliser: signs, removed variance, correlation', () => {
    const input = example();
    const { batch, group, flipped, flips, steps, betweenBefore, betweenAfter, correlation } = compareAdvantages(input);
    const { advantages, diagnostics } = normalizeAdvantages({ ...input, center: 'group', scale: 'group' });
    expect(group).toEqual(advantages);
    expect(flips / steps).toBeCloseTo(diagnostics['grpo/sign_flip_fraction']!, 12);
    expect(betweenBefore).toBeCloseTo(diagnostics['grpo/variance_removed']!, 6);
    expect(correlation).toBeCloseTo(diagnostics['grpo/advantage_correlation']!, 6);
    expect(betweenAfter).toBeLessThan(1e-10);
    expect(flips).toBeGreaterThan(0);
    const inside = [...input.labels.keys()].filter((i) => input.labels[i]! >= 0);
    expect(steps).toBe(inside.length);
    expect(flipped.reduce((sum, flag) => sum + flag, 0)).toBe(flips);
    inside.forEach((i) => expect(flipped[i]).toBe(Number(Math.sign(batch[i]!) * Math.sign(group[i]!) < 0)));
    const raw = inside.map((i) => input.advantages[i]!);
    inside.forEach((i) => expect(batch[i]).toBeCloseTo((input.advantages[i]! - mean(raw)) / Math.sqrt(variance(raw)), 4));
    input.labels.forEach((label, i) => label < 0 && expect([batch[i], group[i], flipped[i]]).toEqual([0, 0, 0]));
  });

  test('describes each group by the plain formulas', () => {
    const input = example();
    const { groups, batch, flipped, betweenBefore } = compareAdvantages(input);
    const all = [...batch].filter((_, i) => input.labels[i]! >= 0);
    expect(groups.map(({ steps }) => steps)).toEqual([0, 1, 2, 3].map((g) => input.labels.filter((label) => label === g).length));
    for (const { label, steps, flips, between, before, batch: relative } of groups.slice(0, 3)) {
      const mine = [...input.labels.keys()].filter((i) => input.labels[i] === label);
      const values = mine.map((i) => input.advantages[i]!);
      expect(flips).toBe(mine.filter((i) => flipped[i] === 1).length);
      expect(before.mean).toBeCloseTo(mean(values), 5);
      expect(before.std).toBeCloseTo(Math.sqrt(variance(values)), 5);
      expect(before.skewness).toBeCloseTo(mean(values.map((value) => (value - mean(values)) ** 3)) / variance(values) ** 1.5, 4);
      expect(before.positiveShare).toBeCloseTo(values.filter((value) => value > 0).length / steps, 12);
      expect([before.quantiles[0], before.quantiles[4]]).toEqual([Math.min(...values), Math.max(...values)]);
      const center = mean(mine.map((i) => batch[i]!));
      expect(between).toBeCloseTo((steps * (center - mean(all)) ** 2) / (all.length * variance(all)), 5);
      expect(relative.mean).toBeCloseTo(center, 5);
    }
    expect(groups.reduce((sum, { between }) => sum + between, 0)).toBeCloseTo(betweenBefore, 12);
    expect(groups[3]).toMatchObject({ steps: 0, flips: 0, between: 0, before: { mean: 0, std: 0, skewness: 0, positiveShare: 0, quantiles: [0, 0, 0, 0, 0] } });
  });

  test('takes the advantages of a run, and says what is left between groups', () => {
    const input = example();
    const groupRelative = normalizeAdvantages({ ...input, center: 'batch', scale: 'group' }).advantages;
    const { group, betweenAfter, betweenBefore } = compareAdvantages({ ...input, groupRelative });
    expect(group).toBe(groupRelative);
    expect(betweenAfter).toBeGreaterThan(0.01);
    expect(compareAdvantages({ ...input, groupRelative: compareAdvantages(input).batch }).betweenAfter).toBeCloseTo(betweenBefore, 12);
    expect(() => compareAdvantages({ ...input, groupRelative: groupRelative.slice(1) })).toThrow('invalid number of group-relative advantages: 699; expected 700');
  });

  test('one group: nothing is between groups, nothing flips; equal values: all is 0', () => {
    const { advantages } = example();
    const one = compareAdvantages({ advantages, labels: new Int32Array(700), numGroups: 1 });
    expect(one.group).toEqual(one.batch);
    expect([one.flips, one.betweenBefore, one.betweenAfter]).toEqual([0, 0, 0]);
    expect(one.correlation).toBeCloseTo(1, 12);
    const equal = compareAdvantages({ advantages: new Float32Array(4).fill(3), labels: Int32Array.of(0, 1, 0, 1), numGroups: 2 });
    expect(equal).toMatchObject({ flips: 0, betweenBefore: 0, betweenAfter: 0, correlation: 0 });
    expect([...equal.batch, ...equal.group]).toEqual(new Array(8).fill(0));
  });
});
