import { expect, test } from '@jest/globals';
import { makeVec } from '@cohort-rl/envs';
import { findPreset } from './presets.ts';
import { createPpo } from './ppo.ts';
import { loadTensorFlow } from './tfjs-library.ts';

test.each(['cpu', 'wasm'] as const)('no tensor is left behind by 1,000 updates (%s)', async (backend) => {
  const { tf } = await loadTensorFlow(backend);
  const envs = makeVec('Pendulum-v1', { numEnvs: 4, seed: 1 });
  const agent = await createPpo(envs, { engine: 'tfjs', backend, rolloutSteps: 8, minibatchSize: 16, epochs: 1, hiddenSizes: [8] });
  const { numTensors, numDataBuffers } = tf.memory();
  let updates = 0;
  for await (const _ of agent.learn({ totalSteps: 32_000 })) {
    updates++;
    expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
  }
  expect(updates).toBe(1000);
});

test('CartPole is balanced by the preset, as with the fused engine', async () => {
  const { options, numEnvs, totalSteps } = findPreset('cartpole');
  const agent = await createPpo(makeVec('CartPole-v1', { numEnvs, seed: 1 }), { ...options, engine: 'tfjs', backend: 'wasm', seed: 1 });
  for await (const _ of agent.learn({ totalSteps }));
  const { returns } = await agent.evaluate({ episodes: 100, seed: 7 });
  expect(returns.reduce((sum, x) => sum + x, 0) / 100).toBeGreaterThanOrEqual(475);
});
