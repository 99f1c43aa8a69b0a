import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { getuid } from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cohort, recordsOf, startCohort, stateOf, temporaryFolder, type Finished } from './run-cohort.fixture.ts';
import { loadCommands, mainOutput, runMain } from './run-main.fixture.ts';

const { path, remove } = temporaryFolder();
const mounts: string[] = [];
afterAll(() => {
  for (const mount of mounts) execFileSync('umount', [mount]);
  remove();
});

const flags = ['--env', 'scaled-cartpoles', '--algo', 'grpo:task', '--steps', '4096', '--rollout-steps', '32', '--epochs', '1', '--eval-every', '1024', '--training-eval-episodes', '4', '--eval-episodes', '4'];
const whole = path('whole');
const sizeOf = (run: string): number =>
  readdirSync(run, { recursive: true, withFileTypes: true }).reduce((sum, file) => sum + (file.isFile() ? statSync(join(file.parentPath, file.name)).size : 0), 0);

beforeAll(async () => {
  await loadCommands();
  await import('./export-run.ts');
  await mainOutput('train', ...flags, '--out', whole);
});

function expectWhole(run: string): void {
  expect(recordsOf(run)).toEqual(recordsOf(whole));
  for (const state of ['checkpoint/state.bin', 'best/state.bin']) expect(stateOf(join(run, state))).toEqual(stateOf(join(whole, state)));
}

/** A test that is skipped, not passed, where it cannot be had. */
const testWhere = (canBeHad: boolean) => (canBeHad ? test : test.skip);

/** Whether file systems may be mounted. */
function triesMount(): boolean {
  const at = path('tried');
  mkdirSync(at);
  if (spawnSync('mount', ['-t', 'tmpfs', 'tmpfs', at], { stdio: 'ignore' }).status !== 0) return false;
  execFileSync('umount', [at]);
  return true;
}

const canMount = triesMount();

/** A small file system of its own. */
function mountTmpfs(name: string, options: string): string {
  const at = path(name);
  mkdirSync(at);
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', at]);
  mounts.push(at);
  return at;
}

describe('on a full disk', () => {
  const fault = new URL('./full-disk.fixture.mjs', import.meta.url).href;
  const withSpace = async (bytes: number, ...args: string[]): Promise<Finished> =>
    startCohort(args, { NODE_OPTIONS: `--import ${fault}`, COHORT_TEST_BYTES: String(bytes) }).finished;

  test('a run stops with one line wherever the space ends, loses nothing, and goes on when there is some', async () => {
    const size = sizeOf(whole);
    for (const share of [0.3, 0.5, 0.9]) {
      const run = path(`full-${share}`);
      const { code, stderr } = await withSpace(Math.round(share * size), 'train', ...flags, '--out', run);
      expect([stderr, code]).toEqual([`cohort: ${run} cannot be written to (ENOSPC); what was recorded is kept, go on with: cohort train --resume ${run}\n`, 1]);
      const again = await withSpace(0, 'train', '--resume', run);
      expect([again.stderr, again.code]).toEqual([expect.stringMatching(/^cohort: [^\n]*ENOSPC[^\n]*\n$/), 1]);
      await mainOutput('train', '--resume', run);
      expectWhole(run);
    }
  });

  test('there is not even room for run.json: nothing is left half made', async () => {
    const run = path('none');
    const { code, stderr } = await withSpace(100, 'train', ...flags, '--out', run);
    expect([stderr, code]).toEqual([expect.stringMatching(/^cohort: [^\n]*ENOSPC[^\n]*\n$/), 1]);
    expect(existsSync(join(run, 'run.json'))).toBe(false);
    await mainOutput('train', ...flags, '--out', run);
    expectWhole(run);
  });

  testWhere(canMount)('that is a real one, where the system lets us have it', async () => {
    const disk = mountTmpfs('disk', 'size=100k');
    const run = join(disk, 'run');
    const { code, stderr } = await runMain('train', ...flags, '--out', run);
    expect([stderr, code]).toEqual([`cohort: ${run} cannot be written to (ENOSPC); what was recorded is kept, go on with: cohort train --resume ${run}\n`, 1]);
    execFileSync('mount', ['-o', 'remount,size=8m', disk]);
    await mainOutput('train', '--resume', run);
    expectWhole(run);
  });
});

// root may write to any other folder
testWhere(canMount || getuid?.() !== 0)('a folder that cannot be written to is refused in one line, and can still be evaluated and exported', async () => {
  const parent = canMount ? mountTmpfs('readonly', 'size=8m') : path('readonly');
  mkdirSync(parent, { recursive: true });
  const run = join(parent, 'run');
  execFileSync('cp', ['-r', whole, run]);
  // as if its end had not been written
  const unfinished = join(parent, 'unfinished');
  execFileSync('cp', ['-r', whole, unfinished]);
  rmSync(join(unfinished, 'result.json'));
  if (canMount) execFileSync('mount', ['-o', 'remount,ro', parent]);
  else for (const folder of [run, unfinished, parent]) chmodSync(folder, 0o555);
  const fresh = await runMain('train', ...flags, '--out', join(parent, 'fresh'));
  expect([fresh.stderr, fresh.code]).toEqual([expect.stringMatching(/^cohort: invalid --out: \S+ cannot be made \((?:EROFS|EACCES)\)[^\n]*\n$/), 2]);
  const again = await runMain('train', '--resume', unfinished);
  expect([again.stderr, again.code]).toEqual([expect.stringMatching(/^cohort: \S+ cannot be written to \((?:EROFS|EACCES)\); what was recorded is kept, go on with: cohort train --resume \S+\n$/), 1]);
  expect(JSON.parse(await mainOutput('eval', run, '--episodes', '4', '--json'))).toMatchObject({ step: 4096 });
  const exported = async (from: string): Promise<string[]> => {
    const files = [path('policy.onnx'), path('metrics.csv')] as const;
    await mainOutput('export', from, '--onnx', files[0], '--csv', files[1]);
    return files.map((file) => readFileSync(file, 'base64'));
  };
  expect(await exported(run)).toEqual(await exported(whole));
});

test('two processes never write to one folder', async () => {
  const run = path('shared');
  const first = startCohort(['train', ...flags, '--out', run, '--steps', '2000000', '--eval-every', '0']);
  const [log, lock] = [join(run, 'records.jsonl'), join(run, 'lock')];
  while (!existsSync(log) || !readFileSync(log, 'utf8').includes('"update"')) await setTimeout(2);
  const second = await cohort('train', '--resume', run);
  expect([second.stderr, second.code]).toEqual([expect.stringMatching(/^cohort: \S+ is being written to by process \d+\n$/), 1]);
  // reading disturbs nobody
  expect(await cohort('eval', run, '--episodes', '4')).toMatchObject({ code: 0 });
  first.kill('SIGKILL');
  await first.finished;
  const third = startCohort(['train', '--resume', run]);
  const isThird = (): boolean => {
    try {
      return readFileSync(lock, 'utf8').includes(`"pid":${third.pid},`);
    } catch {
      return false;
    }
  };
  while (!isThird()) await setTimeout(2);
  third.kill('SIGINT');
  expect(await third.finished).toMatchObject({ code: 130 });
  expect(existsSync(lock)).toBe(false);
});
