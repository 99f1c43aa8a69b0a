import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { kaplanMeier, restrictedMean, survivalMedian } from './survival.ts';

describe('Kaplan–Meier', () => {
  test('by hand: censored runs are at risk until they end', () => {
    const curve = kaplanMeier([4, 1, 3, 3, 5], [true, true, true, false, false]);
    expect(curve.times).toEqual([1, 3, 4]);
    [4 / 5, (4 / 5) * (3 / 4), (4 / 5) * (3 / 4) * (1 / 2)].forEach((share, i) => expect(curve.survival[i]).toBeCloseTo(share, 14));
    expect(curve.horizon).toBe(5);
    expect(survivalMedian(curve)).toBe(4);
    expect(restrictedMean(curve)).toBeCloseTo(1 + 2 * 0.8 + 0.6 + 0.3, 14);
    expect(restrictedMean(curve, 2)).toBeCloseTo(1 + 0.8, 14);
  });

  test('the median is at the time at which exactly half is left, whatever the rounding', () => {
    // 5/6 · 4/5 · 3/4 = ½
    expect(survivalMedian(kaplanMeier([1, 2, 3, 9, 9, 9], [true, true, true, false, false, false]))).toBe(3);
    expect(survivalMedian(kaplanMeier([1, 2, 9, 9, 9], [true, true, false, false, false]))).toBe(Infinity);
  });

  test('runs censored at one budget: the restricted mean is the mean of min(time, budget)', () => {
    const time = fc.integer({ min: 1, max: 30 });
    fc.assert(
      fc.property(fc.array(time, { minLength: 1, maxLength: 20 }), (drawn) => {
        const budget = 20;
        const times = drawn.map((value) => Math.min(value, budget));
        const curve = kaplanMeier(times, drawn.map((value) => value <= budget));
        expect(restrictedMean(curve)).toBeCloseTo(times.reduce((sum, value) => sum + value, 0) / times.length, 10);
        // and without censoring before the budget, the curve is one minus the empirical distribution
        curve.times.forEach((at, i) => {
          expect(curve.survival[i]).toBeCloseTo(drawn.filter((value) => value > at).length / drawn.length, 12);
        });
      }),
    );
  });

  test('nothing, lengths that differ and a horizon behind what was seen are refused', () => {
    expect(() => kaplanMeier([], [])).toThrow('invalid times: none given; expected one per run');
    expect(() => kaplanMeier([1, 2], [true])).toThrow('invalid lengths: 2 times and 1 flags; expected one each per run');
    expect(() => restrictedMean(kaplanMeier([2], [false]), 3)).toThrow('invalid horizon: 3; expected at most the largest time, 2');
  });
});
