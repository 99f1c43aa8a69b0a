// Trains PPO on CartPole-v1, evaluates it, and asks it for one action.
import { makeVec } from '@cohort-rl/envs';
import { createPpo, presets } from '@cohort-rl/ppo-core';

const { env, numEnvs, options } = presets.cartpole;
const agent = await createPpo(makeVec(env, { numEnvs, seed: 1 }), { ...options, seed: 1 });
for await (const { step, update, metrics } of agent.learn({ totalSteps: 30_000 })) {
  if (update % 20 === 0) console.log(`${step} steps: return ${metrics['charts/episodic_return'].toFixed(1)}`);
}

const { returns } = await agent.evaluate({ episodes: 20, seed: 7 });
console.log(`evaluation: ${returns.reduce((sum, value) => sum + value, 0) / returns.length}`);
const [action] = agent.act(Float32Array.of(0, 0, 0.05, 0.1));
console.log(`pole leans to the right: push ${action === 1 ? 'right' : 'left'}`);
