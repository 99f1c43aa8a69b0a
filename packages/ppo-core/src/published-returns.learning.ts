import { describe, expect, test } from '@jest/globals';
import { makeVec } from '@cohort-rl/envs';
import { createPpo } from './ppo.ts';
import { presets } from './presets.ts';

/** Trains one seed of a preset; the mean return of the last 100 training episodes, and of 100 deterministic episodes after it. */
async function train(name: 'cartpole' | 'cleanrl', seed: number): Promise<{ sampled: number; deterministic: number }> {
  const { env, numEnvs, totalSteps, options } = presets[name];
  const agent = await createPpo(makeVec(env, { numEnvs, seed }), { ...options, seed });
  let sampled = NaN;
  for await (const { metrics } of agent.learn({ totalSteps })) sampled = metrics['charts/episodic_return']!;
  const { returns } = await agent.evaluate({ episodes: 100, seed: 1000 + seed });
  return { sampled, deterministic: returns.reduce((sum, value) => sum + value, 0) / returns.length };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

async function trainSeeds(name: 'cartpole' | 'cleanrl', seeds: readonly number[]): Promise<{ sampled: number; deterministic: number }> {
  const results = [];
  for (const seed of seeds) results.push(await train(name, seed));
  const summary = { sampled: mean(results.map((r) => r.sampled)), deterministic: mean(results.map((r) => r.deterministic)) };
  console.log(name, JSON.stringify({ seeds, results, mean: summary }));
  return summary;
}

describe('published returns', () => {
  test("CartPole-v1, RL Zoo's recipe: 500 by deterministic evaluation", async () => {
    const { deterministic } = await trainSeeds('cartpole', [1, 2, 3, 4, 5]);
    expect(deterministic).toBeGreaterThanOrEqual(490);
  }, 300_000);

  test("CartPole-v1, CleanRL's defaults and conventions: 490.0 ± 6.1 while training", async () => {
    const { sampled } = await trainSeeds('cleanrl', [1, 2, 3, 4, 5]);
    expect(sampled).toBeGreaterThanOrEqual(480);
    expect(sampled).toBeLessThanOrEqual(500);
  }, 600_000);
});
