// A run in a folder of its own, read back and summed up: `node src/run-folder.mjs FOLDER`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { episodeTable, finalScores, readRecords } from '@cohort-rl/analysis';
import { makeVec } from '@cohort-rl/envs';
import { createPpo, loadAgent } from '@cohort-rl/ppo-core';
import { createRun, openRun } from '@cohort-rl/ppo-core/node';

const [directory = 'results/example'] = process.argv.slice(2);
const makeEnvs = () => makeVec('CartPole-v1', { numEnvs: 8, seed: 1 });
const totalSteps = 8192;

const agent = await createPpo(makeEnvs(), { rolloutSteps: 32, learningRate: 0.001, seed: 1 });
const run = createRun(directory, {
  schema: 1,
  id: 'example',
  algorithm: 'ppo',
  env: agent.envs.id,
  tasks: agent.envs.tasks,
  seed: 1,
  numEnvs: agent.envs.numEnvs,
  totalSteps,
  configuration: {},
  versions: {},
  engine: agent.engine.name,
  kernels: agent.engine.build,
  commit: null,
});
run.saveCheckpoint(agent.state()); // before the first record
for await (const { records } of agent.learn({ totalSteps })) run.records.append(records);
run.saveCheckpoint(agent.state());
run.close();

const again = openRun(directory);
const { state } = again.loadCheckpoint();
const loaded = await loadAgent(state, makeEnvs());
console.log(`loaded at step ${loaded.step}${loaded.inexact === null ? '' : `, not exact: ${loaded.inexact}`}`);
again.close();

const records = readRecords(readFileSync(join(directory, 'records.jsonl'), 'utf8'));
const table = episodeTable(records, { algorithm: 'ppo', seed: 1 });
const [{ score }] = finalScores(table);
console.log(`${table.length} episodes; mean return over the last tenth of the steps: ${score.toFixed(1)}`);
