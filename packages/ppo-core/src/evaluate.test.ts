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

test('an evaluation of a suite plays every task equally, and cannot leave one out', async () => {
  const agent = await createPpo(makeVec('scaled-cartpoles', { numEnvs: 2, seed: 1 }), { rolloutSteps: 16 });
  const { tasks } = await agent.evaluate({ episodes: 12 });
  expect([0, 1, 2, 3].map((task) => tasks.filter((id) => id === task).length)).toEqual([3, 3, 3, 3]);
  await expect(agent.evaluate({ episodes: 3 })).rejects.toThrow('invalid episodes: 3; expected at least 4, one per task of scaled-cartpoles');
  await expect(agent.evaluate({ numEnvs: 2 })).rejects.toThrow('invalid numEnvs: 2; expected at least 4');
});
