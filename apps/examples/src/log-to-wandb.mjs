// Metrics to Weights & Biases while training: `npm install @wandb/sdk`, set WANDB_API_KEY, then `node src/log-to-wandb.mjs`.
// Where the package is not installed it prints what it would log.
import { makeVec } from '@cohort-rl/envs';
import { createPpo } from '@cohort-rl/ppo-core';

const name = '@wandb/sdk';
const printing = { init: () => undefined, log: (values) => console.log(JSON.stringify(values)), finish: () => undefined };
const wandb = await import(name).then((module) => module.default, () => printing);

const agent = await createPpo(makeVec('CartPole-v1', { numEnvs: 8, seed: 1 }), { rolloutSteps: 64, seed: 1 });
await wandb.init({ project: 'cohort', config: agent.options });
for await (const { step, metrics } of agent.learn({ totalSteps: 4096 })) wandb.log({ ...metrics, step });
await wandb.finish();
