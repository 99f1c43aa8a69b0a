import { copyFileSync, cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { readDescription, writeDescription } from '@cohort-rl/ppo-core/node';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { recordsOf, startCohort, stateOf, temporaryFolder } from './run-cohort.fixture.ts';
import { loadCommands, mainOutput, runMain } from './run-main.fixture.ts';

const { path, remove } = temporaryFolder();
beforeAll(loadCommands);
afterAll(remove);

const configuration = ['--env', 'scaled-cartpoles', '--algo', 'grpo:auto', '--steps', '16000', '--rollout-steps', '32', '--eval-every', '4000', '--training-eval-episodes', '8', '--eval-episodes', '8'];
const whole = path('whole');

/** Starts the run and waits for some updates. */
async function interruptAfter(updates: number, signal: NodeJS.Signals, run: string): Promise<{ code: number | null; stderr: string }> {
  const started = startCohort(['train', ...configuration, '--out', run]);
  const log = join(run, 'records.jsonl');
  while (!existsSync(log) || readFileSync(log, 'utf8').split('{"type":"update"').length <= updates) await setTimeout(2);
  started.kill(signal);
  return started.finished;
}

function expectEqualRuns(run: string): void {
  expect(recordsOf(run)).toEqual(recordsOf(whole));
  for (const state of ['checkpoint/state.bin', 'best/state.bin']) expect(stateOf(join(run, state))).toEqual(stateOf(join(whole, state)));
  const evaluation = (folder: string): unknown => (JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')) as { evaluation: unknown }).evaluation;
  expect(evaluation(run)).toEqual(evaluation(whole));
}

beforeAll(async () => {
  await mainOutput('train', ...configuration, '--out', whole);
});

describe('a run that was stopped goes on to the same end, bit for bit', () => {
  test.each([['SIGINT', 130], ['SIGTERM', 143]] as const)('after %s, which saves the state and exits with %i', async (signal, exitCode) => {
    const run = path(signal);
    const { code, stderr } = await interruptAfter(8, signal, run);
    expect(stderr).toMatch(/^cohort: interrupted at step \d+; its state is saved, go on with: cohort train --resume \S+\n$/);
    expect(code).toBe(exitCode);
    expect(recordsOf(run).length).toBeLessThan(recordsOf(whole).length);
    await mainOutput('train', '--resume', run);
    expectEqualRuns(run);
  });

  test('after SIGKILL, with a torn last line', async () => {
    const run = path('SIGKILL');
    await interruptAfter(8, 'SIGKILL', run);
    writeFileSync(join(run, 'records.jsonl'), '{"type":"upd', { flag: 'a' });
    await mainOutput('train', '--resume', run);
    expectEqualRuns(run);
  });

  test('killed before the first checkpoint', async () => {
    const run = path('empty');
    cpSync(whole, run, { recursive: true });
    for (const name of ['records.jsonl', 'result.json', 'checkpoint', 'best']) rmSync(join(run, name), { recursive: true });
    await mainOutput('train', '--resume', run);
    expectEqualRuns(run);
  });
});

test('a finished run is only read, and that is said', async () => {
  const before = readFileSync(join(whole, 'records.jsonl'), 'utf8');
  const { code, stdout, stderr } = await runMain('train', '--resume', whole, '--json');
  expect(JSON.parse(stdout)).toMatchObject({ step: 16_384 });
  expect(stderr).toMatch(/^cohort: \S+ is already finished, at step 16384: nothing to train\n$/);
  expect(code).toBe(0);
  expect(readFileSync(join(whole, 'records.jsonl'), 'utf8')).toBe(before);
});

test('a checkpoint that is damaged is replaced by the one before it', async () => {
  const run = path('damaged');
  cpSync(whole, run, { recursive: true });
  rmSync(join(run, 'result.json'));
  const bytes = readFileSync(join(run, 'checkpoint/state.bin'));
  writeFileSync(join(run, 'checkpoint/state.bin'), bytes.subarray(0, bytes.length - 3));
  const { code, stderr } = await runMain('train', '--resume', run);
  expect(stderr).toMatch(/checksum differs.*going on from the checkpoint before it/);
  expect(code).toBe(0);
  expectEqualRuns(run);
});

test('a run whose records do not belong to it fails, and they stay', async () => {
  const run = path('foreign');
  cpSync(whole, run, { recursive: true });
  rmSync(join(run, 'result.json'));
  copyFileSync(join(run, 'checkpoint/previous.bin'), join(run, 'checkpoint/state.bin'));
  const log = join(run, 'records.jsonl');
  writeFileSync(log, readFileSync(log, 'utf8').replace(/"return":\d+/g, '"return":1'));
  const before = readFileSync(log, 'utf8');
  const { code, stderr } = await runMain('train', '--resume', run);
  expect(stderr).toMatch(/^cohort: [^\n]*differs from the run repeated from its checkpoint\n$/);
  expect(code).toBe(1);
  expect(readFileSync(log, 'utf8')).toBe(before);
});

test('on other kernels it says that it is not bit-exact, and keeps the records that it drops', async () => {
  const run = path('kernels');
  await interruptAfter(8, 'SIGKILL', run);
  const kernels = (): string => (JSON.parse(readFileSync(join(run, 'run.json'), 'utf8')) as { kernels: string }).kernels;
  const other = kernels() === 'wasm-simd128' ? 'wasm' : 'wasm-simd128';
  const { code, stderr } = await runMain('train', '--resume', run, '--kernels', other);
  expect(stderr).toMatch(/^cohort: resuming is not bit-exact: the state was saved with kernels \S+, this is \S+; \d+ records after the checkpoint moved to records\.dropped\.jsonl\n$/);
  expect(code).toBe(0);
  expect(existsSync(join(run, 'records.dropped.jsonl'))).toBe(true);
  expect(recordsOf(run).at(-1)).toContain('"step":16384');
  expect(kernels()).not.toBe((JSON.parse(readFileSync(join(whole, 'run.json'), 'utf8')) as { kernels: string }).kernels);
});

test('after a change of the code it says so', async () => {
  const run = path('commit');
  cpSync(whole, run, { recursive: true });
  rmSync(join(run, 'result.json'));
  const description = readDescription(run);
  writeDescription(run, { ...description, versions: { ...description.versions, node: '0.0.1' } });
  const { code, stderr } = await runMain('train', '--resume', run);
  expect(stderr).toMatch(/^cohort: resuming is not bit-exact: the run was made with node 0\.0\.1, this is \S+\n$/);
  expect(code).toBe(0);
});
