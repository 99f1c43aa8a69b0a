import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { interquartileMean, mean, median, optimalityGap } from './aggregate-scores.ts';
import { independentBootstrap, stratifiedBootstrap } from './bootstrap.ts';
import { finalPerformance } from './final-performance.ts';
import { pairwiseImprovements } from './pairwise-improvement.ts';
import { performanceProfile, profileThresholds } from './performance-profile.ts';
import { probabilityOfImprovement } from './probability-of-improvement.ts';

const scores = [[0.1, 0.5, 0.9], [0.2, 0.7, 1.3], [0.05, 0.4, 1.1], [0.3, 0.65, 0.2]];

describe('performanceProfile', () => {
  test('is the share of scores strictly above each threshold, in whatever order these come', () => {
    const { thresholds, estimate } = performanceProfile(scores, [0.2, 0, 2, 0.65, -1]);
    expect(thresholds).toEqual([0.2, 0, 2, 0.65, -1]);
    expect(estimate).toEqual([8 / 12, 1, 0, 4 / 12, 1]);
  });

  test('has the bootstrap’s interval at each threshold', () => {
    const above = (threshold: number) =>
      stratifiedBootstrap(scores, (sample) => sample.flatMap((row) => Array.from(row)).filter((score) => score > threshold).length / 12, { resamples: 300 });
    const profile = performanceProfile(scores, [0.1, 0.6, 1], { resamples: 300 });
    [0.1, 0.6, 1].forEach((threshold, i) => {
      expect({ estimate: profile.estimate[i], lower: profile.lower[i], upper: profile.upper[i] }).toEqual(above(threshold));
    });
  });

  test('falls, and its area is the mean score above the lowest threshold', () => {
    const matrix = fc.array(fc.array(fc.integer({ min: 0, max: 100 }).map((value) => value / 100), { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(matrix, (rows) => {
        const thresholds = Array.from({ length: 100 }, (_, i) => (i + 0.5) / 100);
        const { estimate } = performanceProfile(rows, thresholds, { resamples: 1 });
        expect(estimate).toEqual([...estimate].sort((a, b) => b - a));
        expect(estimate.reduce((sum, share) => sum + share, 0) / 100).toBeCloseTo(mean(rows), 10);
      }),
    );
  });

  test('thresholds reach from the smallest score and 0 to the largest and 1', () => {
    expect(profileThresholds([[[0.2, 0.4]], [[0.5, 0.6]]], 5)).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(profileThresholds([[[-1, 0.4]], [[0.5, 3]]], 3)).toEqual([-1, 1, 3]);
    expect(() => profileThresholds([scores], 1)).toThrow('invalid count: 1; expected an integer ≥ 2');
    expect(() => performanceProfile(scores, [])).toThrow('invalid thresholds: none given; expected at least one');
    expect(() => performanceProfile(scores, [NaN])).toThrow('invalid threshold: NaN; expected a finite number');
  });
});

describe('pairwiseImprovements', () => {
  test('where whole runs are drawn, the intervals are those of the bootstrap of the probability itself', () => {
    const [x, y] = [[[0.1, 0.4], [0.3, 0.3], [0.9, 0.2]], [[0.2, 0.3], [0.3, 0.1]]];
    const options = { resampling: 'runs', seed: 4, resamples: 300 } as const;
    const expected = independentBootstrap(x, y, probabilityOfImprovement, options);
    const { probability } = pairwiseImprovements([{ algorithm: 'x', scores: x }, { algorithm: 'y', scores: y }], options)[0]!;
    for (const bound of ['estimate', 'lower', 'upper'] as const) expect(probability[bound]).toBeCloseTo(expected[bound], 12);
    expect(probability.lower).toBeLessThan(probability.estimate);
  });

  const other = [[0.2, 0.4, 0.8], [0.1, 0.3, 1.2], [0.25, 0.5, 0.1]];
  const third = [[1, 1, 2]];

  test('has every pair in both orders, which mirror each other', () => {
    const pairs = pairwiseImprovements([{ algorithm: 'a', scores }, { algorithm: 'b', scores: other }, { algorithm: 'c', scores: third }], { seed: 3 });
    expect(pairs.map(({ algorithm, over }) => `${algorithm}>${over}`)).toEqual(['a>b', 'a>c', 'b>a', 'b>c', 'c>a', 'c>b']);
    expect(pairs[0]!.probability).toEqual(independentBootstrap(scores, other, probabilityOfImprovement, { seed: 3 }));
    const [ab, ba] = [pairs[0]!.probability, pairs[2]!.probability];
    expect([ba.estimate, ba.lower, ba.upper]).toEqual([1 - ab.estimate, 1 - ab.upper, 1 - ab.lower]);
    expect(pairs[4]!.probability).toEqual({ estimate: 1 - probabilityOfImprovement(scores, third), lower: NaN, upper: NaN });
  });
});

test('finalPerformance has each aggregate with its interval', () => {
  const options = { resampling: 'runs', resamples: 100 } as const;
  const { profile, ...aggregates } = finalPerformance(scores, { ...options, thresholds: [0.5] });
  expect(aggregates).toEqual({
    interquartileMean: stratifiedBootstrap(scores, interquartileMean, options),
    median: stratifiedBootstrap(scores, median, options),
    mean: stratifiedBootstrap(scores, mean, options),
    optimalityGap: stratifiedBootstrap(scores, (sample) => optimalityGap(sample), options),
  });
  expect(profile).toEqual(performanceProfile(scores, [0.5], options));
  expect(finalPerformance(scores, options).profile.thresholds).toEqual(profileThresholds([scores]));
});
