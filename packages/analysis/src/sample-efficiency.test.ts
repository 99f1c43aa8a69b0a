import { describe, expect, test } from '@jest/globals';
import { interquartileMean, mean } from './aggregate-scores.ts';
import { stratifiedBootstrap } from './bootstrap.ts';
import { sampleEfficiency } from './sample-efficiency.ts';
import { curvesOf } from './score-curves.fixture.ts';

// three runs of two tasks over four bins of 100 steps
const curves = curvesOf([
  [[0, 0.6, 0.4, 0.9], [0, 0, 0.5, 1]],
  [[0.5, 0.7, 0.8, 0.9], [0, 0.1, 0.2, 0.3]],
  [[0, 0, 0, 0.1], [0.4, 0.4, 0.4, 0.4]],
]);

describe('steps to the threshold', () => {
  const efficiency = sampleEfficiency(curves);

  test('are the first bin’s at or above it; a run that never gets there is censored at the budget', () => {
    expect(efficiency).toMatchObject({ threshold: 0.5, budget: 400 });
    // a: 200, 100, censored; b: 300, censored, censored
    expect(efficiency.restrictedMeanSteps.estimate).toBeCloseTo((200 + 100 + 400 + 300 + 400 + 400) / 6, 10);
    expect(efficiency.medianSteps.estimate).toBe(300);
    expect(efficiency.shareReached.estimate).toBe(0.5);
    expect(efficiency.tasks.map(({ task, reached }) => [task, reached])).toEqual([['a', 2], ['b', 1]]);
    expect(efficiency.tasks[0]!.medianSteps.estimate).toBe(200);
    expect(efficiency.tasks[1]!.medianSteps.estimate).toBe(Infinity);
    expect(efficiency.tasks[1]!.restrictedMeanSteps.estimate).toBeCloseTo(1100 / 3, 10);
  });

  test('a median that many resamples do not reach has no upper bound', () => {
    expect(efficiency.medianSteps.upper).toBe(Infinity);
    expect(efficiency.medianSteps.lower).toBeLessThanOrEqual(300);
    expect(efficiency.medianSteps.lower).toBeGreaterThanOrEqual(100);
  });

  test('fall and never rise as the threshold falls', () => {
    const means = [0.95, 0.85, 0.5, 0.3, 0].map((threshold) => sampleEfficiency(curves, { threshold, resamples: 1 }).restrictedMeanSteps.estimate);
    expect(means).toEqual([...means].sort((a, b) => b - a));
    expect(means.at(-1)).toBe(100);
  });

  test('a threshold that is no number is refused', () => {
    expect(() => sampleEfficiency(curves, { threshold: NaN })).toThrow('invalid threshold: NaN; expected a finite number');
  });
});

test('the area under the curve is the mean score over training, its interval that of the bootstrap', () => {
  const { areaUnderCurve, tasks } = sampleEfficiency(curves, { resampling: 'runs', seed: 4 });
  const areas = curves.scores.map((run) => run.map((values) => values.reduce((sum, value) => sum + value) / 4));
  expect(areaUnderCurve).toEqual(stratifiedBootstrap(areas, mean, { resampling: 'runs', seed: 4 }));
  expect(tasks[1]!.areaUnderCurve.estimate).toBeCloseTo((1.5 + 0.6 + 1.6) / 12, 14);
});

test('the IQM over training is the IQM of each bin', () => {
  const { interquartileMean: over } = sampleEfficiency(curves, { resamples: 300 });
  expect(over.steps).toEqual([100, 200, 300, 400]);
  for (let bin = 0; bin < 4; bin++) {
    const expected = stratifiedBootstrap(curves.scores.map((run) => run.map((values) => values[bin]!)), (s) => interquartileMean(s), { resamples: 300 });
    expect([over.estimate[bin], over.lower[bin], over.upper[bin]]).toEqual([expected.estimate, expected.lower, expected.upper]);
  }
});

test('one run has no interval', () => {
  const { medianSteps, interquartileMean: over } = sampleEfficiency(curvesOf([[[0, 1]]]));
  expect(medianSteps).toEqual({ estimate: 200, lower: NaN, upper: NaN });
  expect(over.lower).toEqual([NaN, NaN]);
});
