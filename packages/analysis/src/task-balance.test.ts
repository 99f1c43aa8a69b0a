import { describe, expect, test } from '@jest/globals';
import { groupFairness } from './group-fairness.ts';
import { createRandom } from './random.ts';
import { scoreCurves } from './score-curves.ts';
import { createColumnValues } from './step-columns.ts';
import { createStreamedBins } from './streamed-bins.ts';
import { fillTaskBalance } from './task-balance.ts';

const tasks = ['light', 'heavy', 'long'];
const [maxStep, numColumns] = [64, 16];
const create = () => ({ worstTaskScore: createColumnValues(numColumns), jainIndex: createColumnValues(numColumns), giniCoefficient: createColumnValues(numColumns) });
/** Every task has an episode in the first column and in most others. */
const table = [0, 1, 2].flatMap((seed) => {
  const random = createRandom(seed + 1);
  return Array.from({ length: maxStep }, (_, i) => ({ algorithm: 'ppo', seed, task: tasks[i < 3 ? i : random() % 3]!, step: i + 1, return: random() / 2 ** 32 - 0.1 }));
});
const runOf = (seed: number) => {
  const bins = createStreamedBins({ capacity: 64 });
  for (const row of table) if (row.seed === seed) bins.add(row.task, row.step, row.return);
  return bins;
};
const [curves] = scoreCurves(table, { bins: numColumns });
const measures = ['worstTaskScore', 'jainIndex', 'giniCoefficient'] as const;

describe('fillTaskBalance', () => {
  test('of several runs is the mean that groupFairness has', () => {
    const into = create();
    fillTaskBalance(into, [0, 1, 2].map(runOf), tasks, { maxStep, numColumns });
    const { overTraining } = groupFairness(curves!, [[0, 0, 0]], { resamples: 1, resampling: 'runs' });
    for (const measure of measures) {
      overTraining[measure].estimate.forEach((value, column) => expect(into[measure].mean[column]).toBeCloseTo(value, 12));
      expect(into[measure].low.every((low, column) => low < into[measure].mean[column]!)).toBe(true);
    }
  });

  test('from a column on it is as from the start; of one run it has no bounds', () => {
    const [whole, part] = [create(), create()];
    fillTaskBalance(whole, [runOf(1)], tasks, { maxStep, numColumns });
    fillTaskBalance(part, [runOf(1)], tasks, { maxStep, numColumns }, 9);
    for (const measure of measures) {
      expect(part[measure].mean.slice(9)).toEqual(whole[measure].mean.slice(9));
      expect(part[measure].mean.slice(0, 9).every(Number.isNaN)).toBe(true);
      expect(whole[measure].high.every(Number.isNaN)).toBe(true);
    }
  });

  test('has nothing before every task has a score, and after the end', () => {
    const bins = createStreamedBins({ capacity: 64 });
    for (const [task, step, score] of [['light', 1, 0.4], ['heavy', 10, 0.2], ['long', 20, 0.9], ['light', 30, 0.1]] as const) bins.add(task, step, score);
    const into = create();
    fillTaskBalance(into, [bins], tasks, { maxStep, numColumns });
    expect([...into.worstTaskScore.mean]).toEqual(Array.from({ length: numColumns }, (_, i) => (i < 4 || i > 7 ? NaN : i < 7 ? 0.2 : 0.1)));
  });
});
