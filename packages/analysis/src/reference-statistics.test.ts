// Against rliable 1.2.0, SciPy 1.17.1, scikit-learn 1.9.1 and statsmodels 0.15.0: tooling/fixtures/analysis writes the fixture.
import { describe, expect, test } from '@jest/globals';
import fixture from '../fixtures/statistics.json' with { type: 'json' };
import { interquartileMean, mean, median, optimalityGap } from './aggregate-scores.ts';
import { stratifiedBootstrap } from './bootstrap.ts';
import { giniCoefficient, jainIndex, maxMinGap, minimumOfMeans, worstTaskScore } from './group-fairness.ts';
import { pairedTest, holmCorrection } from './paired-test.ts';
import { comparePairs, seedsFor } from './paired-comparison.ts';
import { performanceProfile } from './performance-profile.ts';
import { probabilityOfImprovement } from './probability-of-improvement.ts';
import { areaUnderCurve } from './sample-efficiency.ts';
import { curvesOf } from './score-curves.fixture.ts';
import { criticalValue, testPower } from './student-t.ts';
import { kaplanMeier, restrictedMean } from './survival.ts';
import { trainingStability } from './training-stability.ts';

const { x, y, curves } = fixture;

/** To 1e-9 of the expected value, or absolutely where that is below 1. */
const expectEqual = (actual: number, expected: number): void => expect(Math.abs(actual - expected)).toBeLessThan(1e-9 * Math.max(1, Math.abs(expected)));

describe('rliable', () => {
  test.each(['interquartileMean', 'median', 'mean', 'optimalityGap'] as const)('%s and its interval', (name) => {
    const { estimate, lower, upper } = stratifiedBootstrap(x, { interquartileMean, median, mean, optimalityGap }[name], { resamples: 10_000 });
    expectEqual(estimate, fixture.aggregates[name]);
    const [low, high] = fixture.intervals[name];
    expect(Math.abs(lower - low!)).toBeLessThan(0.006);
    expect(Math.abs(upper - high!)).toBeLessThan(0.006);
  });

  test('performance profile', () => {
    const { thresholds, estimate } = fixture.profile;
    performanceProfile(x, thresholds, { resamples: 1 }).estimate.forEach((share, i) => expectEqual(share, estimate[i]!));
  });

  test('probability of improvement; per task also as a U statistic and as the area under a ROC curve', () => {
    expectEqual(probabilityOfImprovement(x, y), fixture.improvement.all);
    x[0]!.forEach((_, task) => {
      const probability = probabilityOfImprovement(x.map((row) => [row[task]!]), y.map((row) => [row[task]!]));
      expectEqual(probability, fixture.improvement.mannWhitney[task]!);
      expectEqual(probability, fixture.improvement.rocAuc[task]!);
    });
  });
});

describe('SciPy', () => {
  test.each(fixture.survival)('Kaplan–Meier of $times', ({ times, reached, at, survival, restrictedMean: expected }) => {
    const curve = kaplanMeier(times, reached);
    expect(curve.times).toEqual(at);
    curve.survival.forEach((share, i) => expectEqual(share, survival[i]!));
    expectEqual(restrictedMean(curve), expected);
  });

  test.each(['dispersionAcrossTime', 'dispersionAcrossRuns', 'shortTermRisk', 'longTermRisk', 'riskAcrossRuns'] as const)('%s', (name) => {
    expectEqual(trainingStability(curvesOf(curves), { resamples: 1 })[name].estimate, fixture.stability[name]);
  });

  test.each(fixture.paired)('paired t-test and its interval of $x.length pairs', ({ x: values, y: baselineValues, pValue, confidence, lower, upper }) => {
    expectEqual(pairedTest(values.map((value, i) => value - baselineValues[i]!)), pValue);
    const pair = { algorithm: 'a', baseline: 'b', measure: 'm', higherIsBetter: true, seeds: values.map((_, i) => i), values, baselineValues };
    const [answer] = comparePairs([pair], { confidence });
    expectEqual(answer!.difference.lower, lower);
    expectEqual(answer!.difference.upper, upper);
  });
});

describe('scikit-learn', () => {
  test('area under the curve', () => {
    curves.forEach((run, i) => run.forEach((values, task) => expectEqual(areaUnderCurve(values), fixture.areas[i]![task]!)));
  });

  test.each(Object.entries({ worstTaskScore, minimumOfMeans, jainIndex, giniCoefficient, maxMinGap }))('%s', (name, measure) => {
    expectEqual(measure(x), fixture.fairness[name as keyof typeof fixture.fairness]);
  });
});

describe('statsmodels', () => {
  test.each(fixture.power)('power of $count pairs for an effect of $effect at the level $level', ({ count, effect, level, power, critical }) => {
    expectEqual(criticalValue(1 - level, count - 1), critical);
    expectEqual(testPower(effect * Math.sqrt(count), count - 1, criticalValue(1 - level, count - 1)), power);
  });

  test.each(fixture.seedsNeeded)('seeds for an effect of $effect at the level $level', ({ effect, level, seeds }) => {
    expect(seedsFor(effect, level, 0.8)).toBe(seeds);
  });

  test('Holm’s correction', () => {
    holmCorrection(fixture.holm.pValues).forEach((adjusted, i) => expectEqual(adjusted, fixture.holm.adjusted[i]!));
  });
});
