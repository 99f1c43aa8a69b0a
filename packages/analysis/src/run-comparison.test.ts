import { describe, expect, test } from '@jest/globals';
import { analyzeStudy } from './analyze-study.ts';
import { runComparison } from './run-comparison.ts';
import type { ComparisonRun, FinishedRun, RunComparisonOptions } from './run-comparison.ts';

const returnsOf = ({ algorithm, seed }: ComparisonRun, task: string) =>
  Array.from({ length: 20 }, (_, i) => ({ task, step: 50 * (i + 1), return: (algorithm === 'grpo' ? 2 : 1) * (1 + i) + 0.1 * seed }));

const plan = (more: Partial<RunComparisonOptions> = {}): RunComparisonOptions => ({
  suite: 'CartPole-v1',
  algorithms: ['ppo', 'grpo'],
  seeds: [3, 1, 2],
  train: (run) => returnsOf(run, run.env),
  threshold: 10,
  resamples: 20,
  ...more,
});

const nameOf = ({ env, algorithm, seed }: ComparisonRun): string => `${env} ${algorithm} ${seed}`;

test('trains every run once, whole pairs first, and analyses them', async () => {
  const trained: string[] = [];
  const { runs, table, analysis } = await runComparison(plan({
    train: (run) => {
      trained.push(nameOf(run));
      return Promise.resolve(returnsOf(run, run.env));
    },
  }));
  expect(trained).toEqual(['CartPole-v1 ppo 3', 'CartPole-v1 grpo 3', 'CartPole-v1 ppo 1', 'CartPole-v1 grpo 1', 'CartPole-v1 ppo 2', 'CartPole-v1 grpo 2']);
  expect(runs.map(nameOf)).toEqual(trained);
  expect(table).toHaveLength(120);
  expect(analysis).toEqual(analyzeStudy(table, { threshold: 10, resamples: 20, resampling: 'runs' }));
  expect(analysis.comparisons.find(({ measure }) => measure === 'final performance')).toMatchObject({ algorithm: 'grpo', baseline: 'ppo', outcome: 'better' });
});

test('several environments: tasks are told apart, runs drawn independently', async () => {
  const ends = { randomReturn: 0, expertReturn: 20 };
  const references = { A: ends, 'B/easy': ends };
  const { table, analysis } = await runComparison(plan({ suite: ['A', 'B'], references, train: (run) => returnsOf(run, run.env === 'A' ? 'A' : 'easy') }));
  expect(analysis.tasks).toEqual(['A', 'B/easy']);
  expect(analysis).toEqual(analyzeStudy(table, { references, threshold: 10, resamples: 20, resampling: 'stratified' }));
});

describe('resumption', () => {
  test('after a failure what was finished is not trained again, and the result is the same', async () => {
    const kept: FinishedRun[] = [];
    const failing = runComparison(plan({
      concurrency: 2,
      train: async (run) => {
        await Promise.resolve();
        if (run.seed === 1 && run.algorithm === 'grpo') throw new Error('out of memory');
        return returnsOf(run, run.env);
      },
      onFinished: (run) => void kept.push(run),
    }));
    await expect(failing).rejects.toThrow('out of memory');
    expect(kept.map(nameOf).sort()).toEqual(['CartPole-v1 grpo 3', 'CartPole-v1 ppo 1', 'CartPole-v1 ppo 3']);

    const again: string[] = [];
    const resumed = await runComparison(plan({
      finished: [...kept, { env: 'other', algorithm: 'ppo', seed: 3, returns: [] }],
      train: (run) => {
        again.push(nameOf(run));
        return returnsOf(run, run.env);
      },
    }));
    expect(again).toEqual(['CartPole-v1 grpo 1', 'CartPole-v1 ppo 2', 'CartPole-v1 grpo 2']);
    expect(resumed).toEqual(await runComparison(plan()));
  });

  test('no more runs at a time than asked for', async () => {
    let [underWay, most] = [0, 0];
    await runComparison(plan({
      concurrency: 3,
      train: async (run) => {
        most = Math.max(most, ++underWay);
        await Promise.resolve();
        underWay -= 1;
        return returnsOf(run, run.env);
      },
    }));
    expect(most).toBe(3);
  });
});

test.each<[string, Partial<RunComparisonOptions>]>([
  ['invalid suite: none given; expected at least one', { suite: [] }],
  ['invalid seeds: 1 given twice', { seeds: [1, 2, 1] }],
  ['invalid algorithms: none given; expected at least one', { algorithms: [] }],
  ['invalid concurrency: 0; expected a positive integer', { concurrency: 0 }],
  ['invalid returns of ppo on CartPole-v1, seed 3: none; expected one per episode', { train: () => [] }],
])('refused: %s', async (message, more) => {
  await expect(runComparison(plan(more))).rejects.toThrow(message);
});
