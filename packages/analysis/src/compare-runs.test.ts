import { describe, expect, test } from '@jest/globals';
import { interquartileMean } from './aggregate-scores.ts';
import { stratifiedBootstrap } from './bootstrap.ts';
import { compareRuns } from './compare-runs.ts';
import type { RunScore } from './final-scores.ts';
import { pairedTest } from './paired-test.ts';
import { createRandom } from './random.ts';

/** `returns[seed][task]` of one algorithm, tasks `small` and `large`. */
const runs = (algorithm: string, returns: readonly (readonly number[])[], firstSeed = 0): RunScore[] =>
  returns.flatMap((row, i) => row.map((score, task) => ({ algorithm, task: ['small', 'large'][task]!, seed: firstSeed + i, score, episodes: 5 })));

const references = { small: { randomReturn: 0, expertReturn: 10 }, large: { randomReturn: 100, expertReturn: 1100 } };
const ppo = [[5, 500], [6, 650], [4, 550], [5.5, 600], [5, 520]];
const better = ppo.map(([small, large], i) => [small! + 2 + 0.1 * i, large! + 300 - 20 * i]);

describe('summaries', () => {
  const comparison = compareRuns([...runs('ppo', ppo), ...runs('grpo', better)], { references });

  test('hold the IQM of normalised scores with its interval', () => {
    const normalized = ppo.map(([small, large]) => [small! / 10, (large! - 100) / 1000]);
    expect(comparison.algorithms[0]).toMatchObject({ algorithm: 'ppo', seeds: [0, 1, 2, 3, 4] });
    expect(comparison.algorithms[0]!.interquartileMean).toEqual(stratifiedBootstrap(normalized, interquartileMean));
    expect(comparison.isNormalized).toBe(true);
  });

  test('hold mean returns per task in the task’s units', () => {
    expect(comparison.tasks).toEqual(['small', 'large']);
    const [small, large] = comparison.algorithms[0]!.tasks;
    expect(small!.meanReturn.estimate).toBeCloseTo(5.1, 12);
    expect(large!.meanReturn.estimate).toBeCloseTo(564, 12);
    expect(large!.meanReturn.lower).toBeGreaterThan(500);
    expect(large!.meanReturn.upper).toBeLessThan(650);
  });

  test('are the same in whatever order the rows come', () => {
    const rows = [...runs('ppo', ppo), ...runs('grpo', better)];
    const mixed = [...rows.filter(({ algorithm }) => algorithm === 'ppo').reverse(), ...rows.filter(({ algorithm }) => algorithm === 'grpo').reverse()];
    const other = compareRuns(mixed, { references });
    expect(other.algorithms[0]!.interquartileMean.estimate).toBe(comparison.algorithms[0]!.interquartileMean.estimate);
    expect(other.differences[0]!.pValue).toBeCloseTo(comparison.differences[0]!.pValue, 12);
  });
});

describe('differences', () => {
  test('a clear one is better on one side and worse on the other', () => {
    const scores = [...runs('ppo', ppo), ...runs('grpo', better)];
    const [difference] = compareRuns(scores, { references }).differences;
    expect(difference).toMatchObject({ algorithm: 'grpo', pairedSeeds: [0, 1, 2, 3, 4], outcome: 'better' });
    expect(difference!.probabilityOfImprovement.estimate).toBe(1);
    expect(difference!.difference.estimate).toBeGreaterThan(0.2);
    expect(difference!.tasks[0]!.difference.estimate).toBeCloseTo(2.2, 12);
    expect(difference!.tasks[1]!.difference.estimate).toBeCloseTo(260, 12);
    expect(difference!.pValue).toBeCloseTo(pairedTest([0, 1, 2, 3, 4].map((i) => (0.2 + 0.01 * i + 0.3 - 0.02 * i) / 2)), 10);
    expect(difference!.verdict).toMatch(/^grpo wins over ppo: IQM difference 0\.2\d\d \(0\.\d+ to 0\.\d+\), p < 0\.001, 5 paired seeds$/);

    const [mirrored] = compareRuns(scores, { references, baseline: 'grpo' }).differences;
    expect(mirrored).toMatchObject({ algorithm: 'ppo', outcome: 'worse' });
    expect(mirrored!.verdict).toMatch(/^grpo wins over ppo: IQM difference −0\.2/);
    expect(mirrored!.probabilityOfImprovement.estimate).toBe(0);
  });

  test('equals show none', () => {
    const [difference] = compareRuns([...runs('ppo', ppo), ...runs('twin', ppo)], { references }).differences;
    expect(difference).toMatchObject({ difference: { estimate: 0, lower: 0, upper: 0 }, pValue: 1, outcome: 'no difference shown' });
    expect(difference!.verdict).toBe('no difference shown between twin and ppo: IQM difference 0.000 (0.000 to 0.000), p = 1.000, 5 paired seeds');
  });

  test('seeds are paired by number, others left out', () => {
    const scores = [...runs('ppo', ppo), ...runs('grpo', better.slice(2), 2), ...runs('grpo', [[99, 9999]], 50)];
    const [difference] = compareRuns(scores, { references }).differences;
    expect(difference!.pairedSeeds).toEqual([2, 3, 4]);
    expect(difference!.tasks[0]!.difference.estimate).toBeCloseTo((2.2 + 2.3 + 2.4) / 3, 12);
  });

  test('one seed shows nothing', () => {
    const [difference] = compareRuns([...runs('ppo', ppo.slice(0, 1)), ...runs('grpo', better.slice(0, 1))], { references }).differences;
    expect(difference).toMatchObject({ outcome: 'no difference shown', pValue: NaN, difference: { lower: NaN, upper: NaN } });
    expect(difference!.verdict).toBe('no difference shown between grpo and ppo: one seed cannot show one');
  });

  test('three seeds that the interval alone would call are not called', () => {
    const scores = [...runs('ppo', [[5, 500], [6, 650], [4, 550]]), ...runs('grpo', [[5.1, 510], [8, 850], [5.5, 700]])];
    const [difference] = compareRuns(scores, { references, resampling: 'runs' }).differences;
    expect(difference!.difference.lower).toBeGreaterThan(0);
    expect(difference!.pValue).toBeGreaterThan(0.05);
    expect(difference!.outcome).toBe('no difference shown');
    expect(difference!.verdict).toMatch(/; the interval leaves out 0, the paired test does not$/);
  });

  test('are corrected for their number', () => {
    const shifted = (by: number) => ppo.map(([small, large], i) => [small! + by * (1 + (i % 3)), large! + 100 * by * (1 + (i % 3))]);
    const { differences } = compareRuns([...runs('ppo', ppo), ...runs('a', shifted(0.5)), ...runs('b', shifted(-0.5))], { references });
    expect(differences.map(({ algorithm }) => algorithm)).toEqual(['a', 'b']);
    for (const { pValue, adjustedPValue } of differences) expect(adjustedPValue).toBeCloseTo(2 * pValue, 12);
  });

  test('between equals are found in few studies, even with three seeds', () => {
    const random = createRandom(5);
    const noise = () => Array.from({ length: 6 }, () => random() / 2 ** 32).reduce((sum, value) => sum + value, -3);
    const study = () => Array.from({ length: 3 }, () => { const shared = noise(); return [5 + shared + 0.3 * noise(), 600 + 100 * shared + 30 * noise()]; });
    let found = 0;
    for (let i = 0; i < 150; i++) {
      const { differences } = compareRuns([...runs('ppo', study()), ...runs('twin', study())], { references, resampling: 'runs', resamples: 100 });
      if (differences[0]!.outcome !== 'no difference shown') found += 1;
    }
    expect(found / 150).toBeLessThan(0.1);
  });
});

test('one task needs no references', () => {
  const scores = [...runs('ppo', [[1], [2], [3]]), ...runs('grpo', [[2], [3], [5]])];
  const comparison = compareRuns(scores);
  expect(comparison.isNormalized).toBe(false);
  expect(comparison.algorithms[1]!.interquartileMean.estimate).toBeCloseTo(10 / 3, 12);
});

describe('refused', () => {
  const rows = runs('ppo', ppo);
  test.each<[string, readonly RunScore[], Parameters<typeof compareRuns>[1]]>([
    ['invalid scores: none given; expected one per run and task', [], {}],
    ['invalid baseline: sac; expected one of ppo', rows, { references, baseline: 'sac' }],
    ['missing references of small, large: returns of several tasks do not aggregate without', rows, {}],
    ['missing references of large', rows, { references: { small: references.small } }],
    ['missing score: algorithm ppo, seed 2, task large', rows.filter(({ seed, task }) => seed !== 2 || task !== 'large'), { references }],
    ['score given twice: algorithm ppo, seed 0, task small', [...rows, rows[0]!], { references }],
    ['invalid score: NaN, algorithm ppo, seed 0, task small; expected a finite number', [{ ...rows[0]!, score: NaN }, ...rows.slice(1)], { references }],
    ['invalid seeds of grpo: none shared with ppo', [...rows, ...runs('grpo', better, 100)], { references }],
  ])('%s', (message, scores, options) => {
    expect(() => compareRuns(scores, options)).toThrow(message);
  });
});
