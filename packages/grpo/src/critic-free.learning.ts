import { expect, test } from '@jest/globals';
import { makeVec } from '@cohort-rl/envs';
import { linear } from '@cohort-rl/ppo-core';
import { createGrpo } from './grpo.ts';

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean return of 100 deterministic episodes after training. */
async function train(seed: number): Promise<number> {
  const agent = await createGrpo(makeVec('CartPole-v1', { numEnvs: 16, seed, replicas: 8, autoreset: 'disabled' }), {
    preset: 'deepseek',
    rolloutSteps: 500,
    minibatchSize: 256,
    epochs: 10,
    learningRate: linear(0.002),
    entropyCoefficient: 0,
    seed,
  });
  for await (const _ of agent.learn({ totalSteps: 200_000 }));
  const { returns } = await agent.evaluate({ episodes: 100, seed: 1000 + seed });
  return mean([...returns]);
}

test('CartPole-v1 without a critic, groups of 8 episodes from one start: 475, the threshold, in 200,000 steps', async () => {
  const results: number[] = [];
  for (const seed of [1, 2, 3, 4, 5]) results.push(await train(seed));
  console.log('deepseek', JSON.stringify({ results, mean: mean(results) }));
  expect(mean(results)).toBeGreaterThanOrEqual(475);
}, 300_000);
