import { mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { makeVec, normalizeObservations, type VectorEnv } from '@cohort-rl/envs';
import { createPpo } from '../ppo.ts';
import { loadAgent, loadPolicy } from './load-run.ts';
import { writeState } from './state-folder.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cohort-load-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

const make = (): VectorEnv => normalizeObservations(makeVec('Pendulum-v1', { numEnvs: 2, seed: 1 }));

test('policy and agent come from the last checkpoint or from the best policy, and from the checkpoint before a damaged one', async () => {
  await expect(loadPolicy(directory)).rejects.toThrow(`${directory} holds no checkpoint; expected ${join(directory, 'checkpoint')}`);
  const agent = await createPpo(make(), { rolloutSteps: 32, hiddenSizes: [8], learningRate: 0.01 });
  const save = (folder: string): void => {
    writeState(join(directory, folder), agent.state());
  };
  const observation = Float32Array.of(0.5, -0.5, 2);
  const actions: (Int32Array | Float32Array)[] = [];
  for await (const { update } of agent.learn({ totalSteps: 192 })) {
    save(update === 1 ? 'best' : 'checkpoint');
    actions.push(agent.act(observation));
  }
  expect(new Set(actions.map(([action]) => action)).size).toBe(3);
  const found = async () => [await loadPolicy(directory), await loadAgent(directory, make()), await loadPolicy(directory, { best: true }), await loadAgent(directory, make(), { best: true })];
  expect((await found()).map(({ step }) => step)).toEqual([192, 192, 64, 64]);
  expect((await found()).map((each) => each.act(observation))).toEqual([actions[2], actions[2], actions[0], actions[0]]);
  truncateSync(join(directory, 'checkpoint', 'state.bin'), 100);
  expect((await loadPolicy(directory)).act(observation)).toEqual(actions[1]);
});
