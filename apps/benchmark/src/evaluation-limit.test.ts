import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { temporaryFolder } from './run-cohort.fixture.ts';
import { loadCommands, mainOutput, runMain } from './run-main.fixture.ts';
import { trainCommandOf } from './train-command.ts';
import type { TrainConfiguration } from './train-configuration.ts';

const { path, remove } = temporaryFolder();
beforeAll(loadCommands);
afterAll(remove);

const flags = ['--steps', '64', '--num-envs', '2', '--rollout-steps', '16', '--hidden', '4', '--eval-every', '32', '--training-eval-episodes', '4', '--eval-episodes', '5', '--kernels', 'wasm'];

test('where no policy arrives, evaluations end all the same, and training, eval and report say so', async () => {
  const run = path('run');
  const { code, stdout, stderr } = await runMain('train', '--env', 'CliffWalking-v1', ...flags, '--eval-episode-steps', '50', '--out', run);
  expect([code, stderr]).toEqual([0, 'cohort: in the evaluation at step 32 episodes did not end and were truncated: 4\n']);
  expect(stdout).toContain('truncated: 5 of 5 episodes, after 50 steps at the latest; their returns are of those steps alone\n');
  const records = readFileSync(join(run, 'records.jsonl'), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as { type: string });
  expect(records.filter(({ type }) => type === 'evaluation')).toEqual([32, 64].map((step) => expect.objectContaining({ step, truncated: 4 })));

  expect(JSON.parse(await mainOutput('eval', run, '--episodes', '3', '--json'))).toMatchObject({ truncated: 3, maxEpisodeSteps: 50 });
  expect(await mainOutput('eval', run, '--episodes', '3', '--eval-episode-steps', '20')).toContain('truncated: 3 of 3 episodes, after 20 steps at the latest');
  expect(JSON.parse(await mainOutput('report', run, '--json'))).toMatchObject({ notes: ['in the last evaluation of 1 of 1 runs some episodes did not end and were truncated'] });
  const { configuration } = JSON.parse(readFileSync(join(run, 'run.json'), 'utf8')) as { configuration: TrainConfiguration };
  expect(trainCommandOf(configuration)).toContain(' --eval-episode-steps 50 ');
});

test('an environment that truncates its episodes itself is not said to have been cut', async () => {
  const [file, run] = [path('clock.mjs'), path('clock')];
  writeFileSync(file, `export default function makeClock() {
    let steps = 0;
    return {
      observationSpace: { kind: 'Box', shape: [1], low: new Float64Array([-1]), high: new Float64Array([1]) },
      actionSpace: { kind: 'Discrete', n: 2, start: 0 },
      reset: () => (steps = 0, { observation: [0] }),
      step: () => ({ observation: [0], reward: 1, terminated: false, truncated: ++steps === 20 }),
    };
  }`);
  const { code, stdout, stderr } = await runMain('train', '--env', file, ...flags, '--out', run);
  expect([code, stderr, stdout.includes('truncated')]).toEqual([0, '', false]);
  expect(readFileSync(join(run, 'records.jsonl'), 'utf8')).not.toMatch(/"type":"evaluation"[^\n]*truncated/);
  expect(await mainOutput('eval', run, '--episodes', '3', '--eval-episode-steps', '21')).not.toContain('truncated');
  expect(JSON.parse(await mainOutput('eval', run, '--episodes', '3', '--json'))).not.toHaveProperty('truncated');
});
