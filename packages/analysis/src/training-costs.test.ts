import { expect, test } from '@jest/globals';
import { trainingCosts } from './training-costs.ts';

const run = (algorithm: string, seed: number, wallSeconds: number, steps = 1000) => ({ algorithm, seed, steps, wallSeconds });

test('time per step relative to the baseline on the seeds of both', () => {
  const costs = trainingCosts([run('ppo', 1, 10), run('ppo', 2, 30), run('grpo', 1, 12), run('grpo', 2, 36), run('grpo', 3, 1000)], { baseline: 'ppo' });
  expect(costs.map(({ algorithm, runs }) => [algorithm, runs])).toEqual([['ppo', 2], ['grpo', 3]]);
  expect(costs[0]).toMatchObject({ wallSeconds: { estimate: 20 }, relativeTime: null });
  expect(costs[0]!.stepsPerSecond.estimate).toBeCloseTo((100 + 1000 / 30) / 2, 9);
  // 1.2 on either seed: no resample can say anything else
  const { estimate, lower, upper } = costs[1]!.relativeTime!;
  for (const value of [estimate, lower, upper]) expect(value).toBeCloseTo(1.2, 12);
});

test('a run that stopped early is not cheaper per step; no shared seed, nothing relative', () => {
  expect(trainingCosts([run('ppo', 1, 10), run('grpo', 1, 5, 500)], { baseline: 'ppo' })[1]!.relativeTime).toEqual({ estimate: 1, lower: NaN, upper: NaN });
  expect(trainingCosts([run('ppo', 1, 10), run('grpo', 2, 5)], { baseline: 'ppo' })[1]!.relativeTime).toBeNull();
});
