import { expect, test } from '@jest/globals';
import { makeVec } from '@cohort-rl/envs';
import { linear } from './schedules.ts';
import { createPpo } from './ppo.ts';

test('an evaluation stops at nothing but the end of its own episodes', async () => {
  const agent = await createPpo(makeVec('CartPole-v1', { numEnvs: 2, seed: 1 }), { rolloutSteps: 16, learningRate: linear(0.001) });
  const one = await agent.evaluate({ episodes: 6, numEnvs: 6, seed: 11 });
  const shared = await agent.evaluate({ episodes: 6, numEnvs: 2, seed: 11 });
  // the first episode of each environment is the same however many follow it
  expect(shared.returns[0]).toBe(one.returns[0]);
  expect(shared.returns[3]).toBe(one.returns[1]);
  await expect(agent.evaluate({ episodes: 0 })).rejects.toThrow('invalid episodes: 0; expected a positive integer');
});
