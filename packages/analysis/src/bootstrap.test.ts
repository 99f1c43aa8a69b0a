import { describe, expect, test } from '@jest/globals';
import { interquartileMean, mean } from './aggregate-scores.ts';
import { independentBootstrap, pairedBootstrap, stratifiedBootstrap } from './bootstrap.ts';
import type { BootstrapOptions } from './resampling.ts';
import { probabilityOfImprovement } from './probability-of-improvement.ts';
import { createRandom } from './random.ts';

const scores = [
  [0.1, 0.5, 0.9],
  [0.2, 0.7, 1.3],
  [0.05, 0.4, 1.1],
  [0.3, 0.65, 0.2],
];

/** Standard normal draws (Box and Muller). */
function normals(seed: number): () => number {
  const random = createRandom(seed);
  return () => Math.sqrt(-2 * Math.log((random() + 1) / 2 ** 32)) * Math.cos((2 * Math.PI * random()) / 2 ** 32);
}

describe('bounds', () => {
  test('of two runs follow the exact bootstrap distribution: 0, ½, 1 with probabilities ¼, ½, ¼', () => {
    const interval = (confidence: number) => stratifiedBootstrap([[0], [1]], mean, { confidence });
    expect(interval(0.95)).toEqual({ estimate: 0.5, lower: 0, upper: 1 });
    expect(interval(0.4)).toEqual({ estimate: 0.5, lower: 0.5, upper: 0.5 });
  });

  // 400,000 NumPy resamples of scipy.stats.trim_mean, twice.
  test.each<[BootstrapOptions, number, number]>([
    [{ confidence: 0.95 }, 0.3, 0.6375],
    [{ confidence: 0.9 }, 0.3167, 0.6167],
    [{ confidence: 0.95, resampling: 'runs' }, 0.375, 0.6167],
  ])('%j of an IQM are NumPy’s', (options, lower, upper) => {
    const interval = stratifiedBootstrap(scores, interquartileMean, { ...options, resamples: 10_000 });
    expect(Math.abs(interval.lower - lower)).toBeLessThan(0.012);
    expect(Math.abs(interval.upper - upper)).toBeLessThan(0.012);
    expect(interval.estimate).toBe(interquartileMean(scores));
  });

  test('depend on the seed alone, and little on it', () => {
    const draw = (seed: number) => stratifiedBootstrap(scores, mean, { seed });
    expect(draw(3)).toEqual(draw(3));
    expect(draw(4)).not.toEqual(draw(3));
    expect(Math.abs(draw(4).lower - draw(3).lower)).toBeLessThan(0.03);
  });

  test('are NaN for one run, and the estimate for runs that are equal', () => {
    expect(stratifiedBootstrap([[1, 2]], mean)).toEqual({ estimate: 1.5, lower: NaN, upper: NaN });
    expect(stratifiedBootstrap([[1, 2], [1, 2]], mean)).toEqual({ estimate: 1.5, lower: 1.5, upper: 1.5 });
  });

  test('stratified draws stay inside their task', () => {
    stratifiedBootstrap([[1, 10], [2, 20], [3, 30]], (sample) => {
      for (const row of sample) {
        expect([1, 2, 3]).toContain(row[0]);
        expect([10, 20, 30]).toContain(row[1]);
      }
      return 0;
    }, { resamples: 20 });
  });

  test('draws of runs keep the tasks of a run together', () => {
    const mixedRows = (resampling: 'stratified' | 'runs'): number => {
      let count = 0;
      stratifiedBootstrap([[1, 10], [2, 20], [3, 30]], (sample) => {
        for (const row of sample) if (row[1] !== 10 * row[0]!) count += 1;
        return 0;
      }, { resamples: 50, resampling });
      return count;
    };
    expect(mixedRows('runs')).toBe(0);
    expect(mixedRows('stratified')).toBeGreaterThan(50);
  });
});

describe('coverage over simulated studies', () => {
  const coverage = (numRuns: number, numTasks: number, runDeviation: number, options: BootstrapOptions): number => {
    const normal = normals(11);
    const studies = 120;
    let covered = 0;
    for (let study = 0; study < studies; study++) {
      const simulated = Array.from({ length: numRuns }, () => {
        const shared = runDeviation * normal();
        return Array.from({ length: numTasks }, () => shared + normal());
      });
      const { lower, upper } = stratifiedBootstrap(simulated, mean, { resamples: 200, seed: study, ...options });
      if (lower <= 0 && 0 <= upper) covered += 1;
    }
    return covered / studies;
  };

  test('twenty independent runs: about what the confidence says', () => {
    const most = coverage(20, 1, 0, { confidence: 0.95 });
    expect(most).toBeGreaterThan(0.88);
    expect(most).toBeLessThan(0.98);
    const half = coverage(20, 1, 0, { confidence: 0.5 });
    expect(half).toBeGreaterThan(0.4);
    expect(half).toBeLessThan(0.58);
  });

  test('tasks that rise and fall together within a run: whole runs cover, stratified draws do not', () => {
    expect(coverage(12, 10, 2, { resampling: 'runs' })).toBeGreaterThan(0.84);
    expect(coverage(12, 10, 2, { resampling: 'stratified' })).toBeLessThan(0.65);
  });

  test('three runs cover in about three of four studies, as the documentation says', () => {
    const covered = coverage(3, 1, 0, { confidence: 0.95 });
    expect(covered).toBeGreaterThan(0.66);
    expect(covered).toBeLessThan(0.84);
  });
});

describe('two matrices', () => {
  const shifted = scores.map((row) => row.map((score) => score + 0.25));
  const difference = (x: Parameters<typeof mean>[0], y: Parameters<typeof mean>[0]): number => mean(x) - mean(y);

  test('pairs are drawn together: a constant shift has no spread', () => {
    for (const resampling of ['stratified', 'runs'] as const) {
      const { lower, upper } = pairedBootstrap(shifted, scores, difference, { resampling });
      expect(lower).toBeCloseTo(0.25, 12);
      expect(upper).toBeCloseTo(0.25, 12);
    }
  });

  test('independent draws have the spread of both', () => {
    const { estimate, lower, upper } = independentBootstrap(shifted, scores, difference);
    expect(estimate).toBeCloseTo(0.25, 12);
    expect(lower).toBeLessThan(0.1);
    expect(upper).toBeGreaterThan(0.4);
  });

  test('numbers of runs may differ unless paired', () => {
    expect(independentBootstrap([[2], [3]], [[0], [1], [1]], probabilityOfImprovement)).toEqual({ estimate: 1, lower: 1, upper: 1 });
    expect(() => pairedBootstrap([[2], [3]], [[0], [1], [1]], probabilityOfImprovement)).toThrow(
      'invalid shapes of paired scores: 2 × 1 and 3 × 1; expected one shape',
    );
  });
});

test.each<[BootstrapOptions, string]>([
  [{ resamples: 0 }, 'invalid resamples: 0; expected a positive integer'],
  [{ confidence: 1 }, 'invalid confidence: 1; expected a number between 0 and 1'],
  [{ resampling: 'tasks' as never }, 'invalid resampling: tasks; expected one of stratified, runs'],
  [{ seed: 0.5 }, 'invalid seed: 0.5; expected an integer'],
])('%j is refused', (options, message) => {
  expect(() => stratifiedBootstrap(scores, mean, options)).toThrow(message);
});
