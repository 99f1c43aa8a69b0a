import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bin, cohort, cohortOutput, temporaryFolder } from './run-cohort.fixture.ts';
import { loadCommands, mainOutput, runMain } from './run-main.fixture.ts';

const { path, remove } = temporaryFolder();
beforeAll(loadCommands);
afterAll(remove);

const tiny = ['--env', 'CartPole-v1', '--steps', '512', '--rollout-steps', '16', '--minibatch-size', '64', '--epochs', '1', '--eval-episodes', '4'];

describe('bad usage through the real command', () => {
  test.each<[string[], RegExp]>([
    [['nope'], /unknown command: nope; expected one of envs, train/],
    [['train', '--env', 'Nope-v0', '--out', path('refused')], /unknown environment: Nope-v0; expected one of CartPole-v1, scaled-cartpoles/],
    [['train', '--env', 'CartPole-v1', '--steps', '-5', '--out', path('refused')], /invalid --steps: -5; expected a positive integer/],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await cohort(...args);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^cohort: [^\n]+\n$/);
    expect([code, stdout]).toEqual([2, '']);
    expect(existsSync(path('refused'))).toBe(false);
  });
});

test.each([['train', ...tiny], ['compare', '--env', 'CartPole-v1', '--algos', 'ppo', '--steps', '512']])('%s --out where no folder can be made', async (...args) => {
  writeFileSync(path('file'), '');
  rmSync(path('link'), { force: true });
  symlinkSync(path('nowhere'), path('link'));
  for (const out of [path('link'), path('link/under')]) {
    const refused = await runMain(...args, '--out', out);
    expect([refused.code, refused.stderr]).toEqual([2, `cohort: invalid --out: ${path('link')} is a link to what is not there; expected a folder\n`]);
  }
  // on Linux a folder in /proc is answered as Node's recursive mkdir does not expect
  for (const out of [path('file'), path('file/under'), ...(existsSync('/proc/self') ? ['/proc/cohort/run'] : [])]) {
    const { code, stdout, stderr } = await runMain(...args, '--out', out);
    expect(stderr).toMatch(out.startsWith('/proc') ? /^cohort: invalid --out: \S+ cannot be made \((?:ENOENT|EACCES)\); expected a folder that can be written to\n$/ : /^cohort: invalid --out: \S+file is a file; expected a folder\n$/);
    expect([code, stdout]).toEqual([2, '']);
  }
});

// Linux has a file that is always full
(existsSync('/dev/full') ? test : test.skip)('output that cannot be written: one line and exit 1; where there is no room for errors the code is as it would be', () => {
  const full = openSync('/dev/full', 'w');
  const { status, stderr } = spawnSync(process.execPath, [bin, 'envs'], { stdio: ['ignore', full, 'pipe'], encoding: 'utf8' });
  expect([stderr, status]).toEqual(['cohort: standard output cannot be written to (ENOSPC)\n', 1]);
  expect(spawnSync(process.execPath, [bin, 'nope'], { stdio: ['ignore', 'pipe', full] }).status).toBe(2);
});

describe('what is not there, or damaged: exit 1 and one line', () => {
  test.each([['eval'], ['report'], ['train', '--resume']])('%s of a missing folder', async (...args) => {
    const { code, stdout, stderr } = await runMain(...args, path('missing'));
    expect(stderr).toMatch(/^cohort: \S*missing holds no run[^\n]*: it does not exist; expected [^\n]*\n$/);
    expect([code, stdout]).toEqual([1, '']);
    expect(existsSync(path('missing'))).toBe(false);
  });

  test('a corrupt checkpoint', async () => {
    const run = path('corrupt');
    await mainOutput('train', ...tiny, '--out', run);
    for (const name of ['state.bin', 'previous.bin']) {
      const bytes = readFileSync(join(run, 'checkpoint', name));
      bytes[bytes.length - 5]! ^= 1;
      writeFileSync(join(run, 'checkpoint', name), bytes);
    }
    const before = readFileSync(join(run, 'records.jsonl'), 'utf8');
    const { code, stdout, stderr } = await runMain('eval', run);
    expect(stderr).toMatch(/^cohort: .*checksum differs[^\n]*\n$/);
    expect([code, stdout]).toEqual([1, '']);
    expect(readFileSync(join(run, 'records.jsonl'), 'utf8')).toBe(before);
  });

  test('files that are no JSON, or are not what we wrote: their names are told', async () => {
    const run = path('description');
    await mainOutput('train', ...tiny, '--out', run);
    const expectDamage = async (file: string, text: string, message: RegExp, ...commands: string[][]): Promise<void> => {
      const whole = readFileSync(join(run, file), 'utf8');
      writeFileSync(join(run, file), text);
      for (const args of commands) {
        const { code, stdout, stderr } = await runMain(...args, run);
        expect(stderr).toMatch(message);
        expect([code, stdout]).toEqual([1, '']);
      }
      writeFileSync(join(run, file), whole);
    };
    const [evaluate, resume, report] = [['eval'], ['train', '--resume'], ['report']];
    await expectDamage('run.json', '{', /^cohort: \S+run\.json is damaged: [^\n]+\n$/, evaluate, resume, report);
    await expectDamage('run.json', '{"schema":1}', /^cohort: \S+run\.json [^\n]+\n$/, resume);
    await expectDamage('result.json', '{}', /^cohort: \S+result\.json is not of this version: schema undefined; expected 1\n$/, resume, report);
    await expectDamage('result.json', '{"schema":1}', /^cohort: \S+result\.json is damaged: fields are missing or of another type\n$/, report);
    await expectDamage('result.json', 'null', /^cohort: \S+result\.json is damaged: it holds no object\n$/, report);
  });
});

describe('train', () => {
  test('prints the result; without --out nothing is written', async () => {
    const stdout = await cohortOutput('train', ...tiny);
    expect(stdout).toMatch(/^ppo on CartPole-v1, seed 1: 512 steps in .* steps\/s \((?:native|wasm)-/);
    expect(stdout).toMatch(/evaluation return: \d+\.\d ± \d+\.\d over 4 deterministic episodes/);
    expect(stdout).not.toContain('\x1b');
  });

  test('--json is one value, and eval repeats its evaluation', async () => {
    const run = path('json');
    const trained = JSON.parse(await cohortOutput('train', ...tiny, '--seed', '5', '--out', run, '--json')) as Record<string, unknown>;
    expect(trained).toMatchObject({ algorithm: 'ppo', env: 'CartPole-v1', seed: 5, step: 512, updates: 4, folder: run, engine: 'fused' });
    expect(trained.stepsPerSecond).toBeGreaterThan(0);
    const evaluated = JSON.parse(await cohortOutput('eval', run, '--episodes', '4', '--json')) as Record<string, unknown>;
    const evaluation = trained.evaluation as { tasks: { returns: number[] }[]; mean: number };
    expect(evaluated).toMatchObject({ mean: evaluation.mean, tasks: evaluation.tasks, step: 512, policy: 'last' });
    expect(evaluation.tasks[0]!.returns).toHaveLength(4);
    const best = JSON.parse(await mainOutput('eval', run, '--best', '--json')) as Record<string, unknown>;
    expect(best.policy).toBe('best');
  });

  test('eval changes nothing in the folder, not even a torn last line, and report adds its pages only', async () => {
    const run = path('json');
    appendFileSync(join(run, 'records.jsonl'), '{"type":"upd');
    const snapshot = (): unknown =>
      readdirSync(run, { recursive: true, encoding: 'utf8' }).filter((name) => !/^(report\.|data\b)/.test(name) && statSync(join(run, name)).isFile()).sort()
        .map((name) => [name, readFileSync(join(run, name), 'base64'), statSync(join(run, name)).mtimeMs]);
    const before = snapshot();
    await mainOutput('eval', run, '--episodes', '4');
    await mainOutput('report', run);
    expect(snapshot()).toEqual(before);
  });

  test('a folder that holds anything else is refused before any work', async () => {
    mkdirSync(path('mine'));
    writeFileSync(path('mine/thesis.txt'), 'mine');
    const { code, stdout, stderr } = await runMain('train', '--env', 'CartPole-v1', '--steps', '1e12', '--out', path('mine'));
    expect(stderr).toMatch(/^cohort: invalid --out: \S+mine holds thesis\.txt; expected a new or an empty folder\n$/);
    expect([code, stdout, readdirSync(path('mine'))]).toEqual([2, '', ['thesis.txt']]);
  });

  test("CartPole-v1 is learned with its preset, to Gymnasium's threshold of 475", async () => {
    const { step, evaluation } = JSON.parse(await cohortOutput('train', '--env', 'CartPole-v1', '--steps', '100_000', '--eval-every', '0', '--json')) as { step: number; evaluation: { mean: number; episodes: number } };
    expect(step).toBeGreaterThanOrEqual(100_000);
    expect(evaluation.episodes).toBe(100);
    expect(evaluation.mean).toBeGreaterThanOrEqual(475);
  });

  test('a folder that holds a run is refused, and left as it is', async () => {
    const run = path('taken');
    await mainOutput('train', ...tiny, '--out', run);
    const before = ['run.json', 'records.jsonl', 'checkpoint/state.bin'].map((name) => readFileSync(join(run, name)));
    const { code, stderr } = await runMain('train', ...tiny, '--seed', '2', '--out', run);
    expect(stderr).toMatch(/^cohort: invalid --out: \S+taken already holds a run; expected another folder, or --resume \S+\n$/);
    expect(code).toBe(2);
    expect(['run.json', 'records.jsonl', 'checkpoint/state.bin'].map((name) => readFileSync(join(run, name)))).toEqual(before);
  });

  test('--engine tfjs says which backend answers, and run.json holds both', async () => {
    const run = path('tfjs');
    const { code, stderr } = await runMain('train', ...tiny, '--engine', 'tfjs', '--backend', 'cpu', '--out', run);
    expect([code, stderr]).toEqual([0, 'cohort: engine tfjs: tfjs-cpu answers\n']);
    expect(JSON.parse(readFileSync(join(run, 'run.json'), 'utf8'))).toMatchObject({ engine: 'tfjs', kernels: 'tfjs-cpu' });
    const refused = await runMain('train', ...tiny, '--backend', 'cpu');
    expect([refused.code, refused.stderr]).toEqual([2, 'cohort: invalid backend: given beside engine fused; expected it with engine tfjs only\n']);
  });

  test('stops at a return', async () => {
    const stdout = await mainOutput('train', ...tiny, '--eval-every', '128', '--stop-at-return', '5', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ step: 128, stoppedEarly: true });
  });

  test.each<[string, object]>([
    ['grpo:task+balanced', { grouping: 'task', weighting: 'balanced' }],
    ['grpo:dr-grpo', { preset: 'drGrpo' }],
    ['grpo:rloo', { preset: 'rloo' }],
  ])('run.json holds what repeats a run of %s', async (algorithm, groupRelative) => {
    const run = path(`described-${algorithm}`);
    await mainOutput('train', '--env', 'scaled-cartpoles', '--algo', algorithm, '--steps', '256', '--num-envs', '4', '--rollout-steps', '32', '--minibatch-size', '64', '--out', run);
    const description = JSON.parse(readFileSync(join(run, 'run.json'), 'utf8')) as Record<string, unknown>;
    expect(description).toMatchObject({
      schema: 1,
      algorithm,
      env: 'scaled-cartpoles',
      seed: 1,
      numEnvs: 4,
      totalSteps: 256,
      engine: 'fused',
      configuration: { groupRelative, options: { rolloutSteps: 32, minibatchSize: 64 } },
    });
    expect(description.kernels).toMatch(/^(?:native|wasm)-/);
    expect(Object.keys(description.versions as object)).toEqual(expect.arrayContaining(['node', '@cohort-rl/ppo-core']));
    expect((description.tasks as { expertReturn: number }[]).map(({ expertReturn }) => expertReturn)).toEqual([500, 50, 1500, 5000]);
  });
});

describe('envs', () => {
  test('lists what can be trained on', async () => {
    const listed = await mainOutput('envs');
    expect(listed).toMatch(/^CartPole-v1: .*\n {2}observations Box/);
    expect(listed).toMatch(/\nCliffWalking-v1: .*\n.*\n.*\n {2}no time limit\n {2}scores are returns: it has no reference returns to normalise them by\n/);
    expect(listed).not.toContain('unknown');
    const envs = JSON.parse(await mainOutput('envs', '--json')) as Record<string, unknown>[];
    expect(envs.map(({ id }) => id)).toEqual(expect.arrayContaining(['CartPole-v1', 'scaled-cartpoles']));
    expect(envs[0]).toMatchObject({ suite: false, rewardThreshold: 475, actionSpace: { kind: 'Discrete', n: 2 } });
  });
});

describe('help', () => {
  test('stands on every level, with examples', async () => {
    expect(await cohortOutput('--help')).toMatch(/Commands:[\s\S]*throughput/);
    const commands = ['envs', 'train', 'eval', 'export', 'tune', 'compare', 'report', 'throughput', 'bench'];
    for (const command of commands) {
      expect(await mainOutput(command, '--help')).toMatch(new RegExp(`Usage: cohort ${command}[\\s\\S]*Examples:\\n {2}cohort ${command}`));
    }
  });

  test('--version prints the version', async () => {
    expect(await cohortOutput('--version')).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('without a command help goes to standard error, and that is bad usage', async () => {
    const { code, stdout, stderr } = await cohort();
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^Usage: cohort/);
  });
});
