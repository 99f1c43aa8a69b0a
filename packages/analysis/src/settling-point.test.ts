import { describe, expect, test } from '@jest/globals';
import { createRandom } from './random.ts';
import { settlingPoint } from './settling-point.ts';

const bins = 50;
const steps = Array.from({ length: bins }, (_, i) => 1000 * (i + 1));
const curve = (of: (bin: number) => number): number[] => steps.map((_, bin) => of(bin));
/** Uniform in [−1, 1]. */
const noise = (seed: number): (() => number) => {
  const random = createRandom(seed);
  return () => random() / 2 ** 31 - 1;
};

describe('settlingPoint', () => {
  test('an exponential approach settles after three time constants', () => {
    for (const constant of [2, 4, 6]) {
      const found = settlingPoint(steps, curve((bin) => 500 - 480 * Math.exp(-bin / constant)))!;
      expect(found.step).toBe(steps[Math.ceil(constant * Math.log(20))]);
      expect(found.level).toBeCloseTo(500, -1);
    }
  });

  test('is the same on another scale, upside down, and where bins have no value', () => {
    const base = curve((bin) => 1 - Math.exp(-bin / 5));
    const { step } = settlingPoint(steps, base)!;
    expect(settlingPoint(steps, base.map((value) => -300 * value + 7))!.step).toBe(step);
    expect(settlingPoint(steps, base.map((value, i) => (i % 7 === 3 ? NaN : value)))!.step).toBe(step);
  });

  test('a step settles where it is', () => {
    expect(settlingPoint(steps, curve((bin) => (bin < 17 ? 0 : 1)))!.step).toBe(steps[17]);
    expect(settlingPoint(steps, curve((bin) => (bin < 33 ? 0 : 1)))!.step).toBe(steps[33]);
    expect(settlingPoint(steps, curve(() => 3))).toEqual({ step: steps[0], level: 3, tolerance: 0 });
  });

  test('what still rises, or fell at the end, has not settled', () => {
    expect(settlingPoint(steps, curve((bin) => bin))!.step).toBeNull();
    expect(settlingPoint(steps, curve((bin) => (bin === 49 ? 0 : Math.min(1, bin / 10))))!.step).toBeNull();
    const random = noise(1);
    expect(settlingPoint(steps, curve((bin) => bin + 0.3 * random()))!.step).toBeNull();
  });

  test('noise on a plateau hardly ever delays it', () => {
    const found = Array.from({ length: 50 }, (_, seed) => {
      const random = noise(seed);
      return settlingPoint(steps, curve((bin) => Math.min(1, bin / 20) + 0.1 * random()))!.step;
    });
    for (const step of found) expect(step).toBeGreaterThan(10_000);
    expect(found.filter((step) => step! > 25_000).length).toBeLessThanOrEqual(5);
  });

  test('fewer than ten bins tell nothing', () => {
    expect(settlingPoint(steps, curve((bin) => (bin < 9 ? 1 : NaN)))).toBeNull();
    expect(settlingPoint([], [])).toBeNull();
  });
});
