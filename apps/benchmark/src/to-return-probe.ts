// A fresh process for `cohort throughput --what to-return`: trains until a mean return is reached, and says when it is.
import process from 'node:process';
import { createPpo } from '@cohort-rl/ppo-core';
import type { ToReturnFound, ToReturnTask } from './throughput/measure-to-return.ts';
import { makeWrapped } from './wrapped-envs.ts';

const episodes = 100;
/** Evaluations in the whole of a run. */
const evaluations = 40;

const { env, numEnvs, totalSteps, options, wrappers, threshold, seed } = JSON.parse(process.argv[2]!) as ToReturnTask;
const agent = await createPpo(makeWrapped(env, { numEnvs, seed }, wrappers), { ...options, seed });
const evaluation = { everySteps: Math.ceil(totalSteps / evaluations), episodes };
let meanReturn = NaN;
for await (const { records } of agent.learn({ totalSteps, evaluation, stopAtReturn: threshold })) {
  for (const record of records) if (record.type === 'evaluation') meanReturn = mean(record.returns);
}
const { build: kernels, threads, notes } = agent.engine;
const found: ToReturnFound = { kernels, threads, notes, step: agent.step, updates: agent.update, meanReturn };
process.stdout.write(`${JSON.stringify(found)}\n`);
const { returns } = await agent.evaluate({ episodes, seed: 3_000_000 });
process.stdout.write(`${JSON.stringify({ ...found, confirmedReturn: mean(returns) })}\n`);
process.exit();

function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}
