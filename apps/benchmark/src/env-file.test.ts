import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { Generator } from '@cohort-rl/envs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { recordsOf, startCohort, temporaryFolder } from './run-cohort.fixture.ts';
import { loadCommands, mainOutput, runMain } from './run-main.fixture.ts';

const { path, remove } = temporaryFolder();
beforeAll(loadCommands);
afterAll(() => {
  delete process.env.COHORT_TEST_FAULT;
  delete process.env.COHORT_TEST_FAULT_STEP;
  remove();
});

const file = fileURLToPath(new URL('./faulty-env.fixture.mjs', import.meta.url));
const rolloutSteps = 64;
const generator = new Generator(1);
const flags = ['--env', file, '--num-envs', '4', '--rollout-steps', String(rolloutSteps), '--steps', '2048', '--eval-every', '0', '--eval-episodes', '5', '--env-timeout', '0.5'];
const whole = path('whole');

beforeAll(async () => {
  await mainOutput('train', ...flags, '--out', whole);
});

describe('an environment from a file', () => {
  test.each([
    ['throw', 'step of environment 2 failed at step STEP: the simulator fell over'],
    ['hang', 'step of environment 2 failed at step STEP: no answer within 0.5 s'],
    ['NaN', 'invalid observation[0] of environment 2 at step STEP: NaN; expected a number that is finite in float32'],
    ['reward', 'invalid reward of environment 2 at step STEP: NaN; expected a finite number'],
    ['shape', 'invalid observation of environment 2 at step STEP: an array of 2; expected 1 finite numbers'],
    ['promise', 'invalid step of environment 2 at step STEP: a promise; expected an answer at once'],
    ['nothing', 'invalid step of environment 2 at step STEP: undefined; expected { observation, reward, terminated, truncated, info? }'],
  ])('that fails by %s at a random step is named with it, and the run goes on once it is mended', async (fault, message) => {
    const run = path(fault);
    const step = generator.integers(rolloutSteps + 1, 512);
    process.env.COHORT_TEST_FAULT = fault;
    process.env.COHORT_TEST_FAULT_STEP = String(step);
    const { code, stderr } = await runMain('train', ...flags, '--out', run);
    expect(stderr).toBe(`cohort: ${message.replace('STEP', String(step))}; the last checkpoint is in ${join(run, 'checkpoint')}\n`);
    expect(code).toBe(1);
    const kept = recordsOf(run);
    expect(kept).toEqual(recordsOf(whole).slice(0, kept.length));
    expect(kept.filter((line) => line.startsWith('{"type":"update"')).length).toBe(Math.floor((step - 1) / rolloutSteps));
    delete process.env.COHORT_TEST_FAULT;
    await mainOutput('train', '--resume', run);
    expect(recordsOf(run)).toEqual(recordsOf(whole));
  });

  test.each([
    ['late', 'an error that nothing waited for: later'],
    ['exit', 'the process was ended before the command was done; expected an environment that leaves it running'],
    ['throw', 'step of environment 2 failed at step 130: the simulator fell over; the last checkpoint is in RUN/checkpoint'],
  ])('that fails by %s ends the real command with one line, and the run goes on', async (fault, message) => {
    const run = path(`process-${fault}`);
    const { code, stderr } = await startCohort(['train', ...flags, '--out', run], { COHORT_TEST_FAULT: fault, COHORT_TEST_FAULT_STEP: '130' }).finished;
    expect([stderr, code]).toEqual([`cohort: ${message.replace('RUN', run)}\n`, 1]);
    await mainOutput('train', '--resume', run);
    expect(recordsOf(run)).toEqual(recordsOf(whole));
  });

  test('is evaluated from its run', async () => {
    expect(JSON.parse(await mainOutput('eval', whole, '--episodes', '5', '--json'))).toMatchObject({ episodes: 5, step: 2048, deterministic: true });
  });

  test('that is none is refused', async () => {
    const refusal = async (...args: string[]): Promise<string> => {
      const { code, stderr } = await runMain('train', ...args);
      expect(code).toBe(2);
      return stderr;
    };
    const none = path('none.mjs');
    expect(await refusal('--env', none)).toMatch(/^cohort: invalid --env: no file \S+none\.mjs; expected [^\n]+\n$/);
    writeFileSync(none, 'export default 7;');
    expect(await refusal('--env', none)).toMatch(/^cohort: invalid --env: the default export of \S+ is number; expected a function that makes an environment\n$/);
    expect(await refusal('--env', file, '--env-timeout', '0')).toMatch(/^cohort: invalid --env-timeout: 0; expected a number > 0\n$/);
    expect(await refusal('--env', 'CartPole-v1', '--env-timeout', '1')).toMatch(/^cohort: invalid --env-timeout: 1 beside CartPole-v1; expected a file as --env\n$/);
  });
});
