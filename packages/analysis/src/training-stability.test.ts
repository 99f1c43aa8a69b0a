import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mean } from './aggregate-scores.ts';
import { stratifiedBootstrap } from './bootstrap.ts';
import { curvesOf } from './score-curves.fixture.ts';
import { conditionalValueAtRisk, countCollapses, drawdown, trainingStability } from './training-stability.ts';

const values = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 1, maxLength: 40 });

describe('conditional value at risk', () => {
  test('of 1 to 100 is the mean of the outermost five', () => {
    const list = Array.from({ length: 100 }, (_, i) => ((i * 37) % 100) + 1);
    expect(conditionalValueAtRisk(list, 0.05, 'lower')).toBe(3);
    expect(conditionalValueAtRisk(list, 0.05, 'upper')).toBe(98);
    expect(conditionalValueAtRisk(list, 1, 'lower')).toBe(50.5);
  });

  test('lies between the extreme and the mean, and mirrors', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0.01, max: 1, noNaN: true }), (list, tail) => {
        const risk = conditionalValueAtRisk(list, tail, 'lower');
        expect(risk).toBeGreaterThanOrEqual(Math.min(...list) - 1e-9);
        expect(risk).toBeLessThanOrEqual(mean(list) + 1e-9);
        expect(conditionalValueAtRisk(list.map((value) => -value), tail, 'upper')).toBeCloseTo(-risk, 8);
      }),
    );
  });
});

describe('drawdown and collapses', () => {
  test('by hand', () => {
    expect(drawdown([1, 3, 2, 5, 0, 4])).toEqual([0, 0, 1, 0, 5, 1]);
    expect(countCollapses([0, 1, 0.4, 0.2, 0.8, 0.1, 0.1], 0.5)).toBe(2);
    expect(countCollapses([0, 1, 0.6, 0.55], 0.5)).toBe(0);
    // one long slide: half lost, and half of what was left
    expect(countCollapses([1, 0.8, 0.5, 0.3, 0], 0.5)).toBe(2);
  });

  test('a curve that never falls has none', () => {
    fc.assert(
      fc.property(values, (list) => {
        const rising = [...list].sort((a, b) => a - b);
        expect(drawdown(rising).every((fall) => fall === 0)).toBe(true);
        expect(countCollapses(rising, 1e-6)).toBe(0);
        expect(countCollapses(list, Math.max(...drawdown(list)) + 1e-6)).toBe(0);
      }),
    );
  });
});

describe('trainingStability', () => {
  const steady = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6];
  const jumpy = [0.1, 0.5, 0.2, 0.9, 0.3, 0.6];
  const curves = curvesOf([[steady, jumpy], [jumpy, steady], [steady.map((score) => score / 2), jumpy]]);
  const stability = trainingStability(curves, { resamples: 200 });

  test('measures of one run are means over runs × tasks with the bootstrap’s interval', () => {
    // differences of the jumpy curve: 0.4, −0.3, 0.7, −0.6, 0.3; quartiles −0.3 and 0.4
    const perRun = [[0, 0.7], [0.7, 0], [0, 0.7]];
    const { dispersionAcrossTime } = stability;
    expect(dispersionAcrossTime.estimate).toBeCloseTo(mean(perRun), 12);
    expect(dispersionAcrossTime.upper).toBeCloseTo(stratifiedBootstrap(perRun, mean, { resamples: 200 }).upper, 12);
    expect(stability.shortTermRisk.estimate).toBeCloseTo((0.1 - 0.6 - 0.6 + 0.1 + 0.05 - 0.6) / 6, 12);
    expect(stability.longTermRisk.estimate).toBeCloseTo((0 + 0.6 + 0.6 + 0 + 0 + 0.6) / 6, 12);
    expect(stability.collapseCount).toBe(3);
    expect(stability.collapses.estimate).toBe(0.5);
  });

  test('dispersion across runs is the mean interquartile range of the bins, 0 for equal runs', () => {
    const expected = [0, 1, 2, 3, 4, 5].flatMap((bin) =>
      [0, 1].map((task) => {
        const [low, middle, high] = curves.scores.map((run) => run[task]![bin]!).sort((a, b) => a - b);
        return (middle! + high!) / 2 - (low! + middle!) / 2;
      }),
    );
    expect(stability.dispersionAcrossRuns.estimate).toBeCloseTo(mean(expected), 12);
    const equal = trainingStability(curvesOf([[jumpy], [jumpy], [jumpy]]), { resamples: 20 });
    expect(equal.dispersionAcrossRuns).toEqual({ estimate: 0, lower: 0, upper: 0 });
    expect(equal.riskAcrossRuns.estimate).toBeCloseTo(0.6, 12);
    expect(equal.dispersionAcrossTime.estimate).toBeGreaterThan(0.5);
  });

  test('risk across runs is that of the last bin: with three runs the worst of them', () => {
    expect(stability.riskAcrossRuns.estimate).toBeCloseTo((0.3 + 0.6) / 2, 12);
  });

  test('a constant added to all scores changes only the risk across runs', () => {
    const shifted = trainingStability(curvesOf(curves.scores.map((run) => run.map((list) => list.map((score) => score + 7)))), { resamples: 200 });
    const { riskAcrossRuns, ...rest } = shifted;
    expect(riskAcrossRuns.estimate).toBeCloseTo(stability.riskAcrossRuns.estimate + 7, 10);
    for (const name of ['dispersionAcrossTime', 'dispersionAcrossRuns', 'shortTermRisk', 'longTermRisk', 'collapses'] as const) {
      expect(rest[name].estimate).toBeCloseTo(stability[name].estimate, 10);
    }
  });

  test.each([
    [{ tail: 0 }, 'invalid tail: 0; expected a number in (0, 1]'],
    [{ collapseDrop: -1 }, 'invalid collapseDrop: -1; expected a positive number'],
  ])('%j is refused', (options, message) => {
    expect(() => trainingStability(curves, options)).toThrow(message);
  });

  test('one bin is refused', () => {
    expect(() => trainingStability(curvesOf([[[1]]]))).toThrow('invalid curves: one bin; expected at least two');
  });
});
