import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { progressTable } from '@cohort-rl/analysis';
import { fromSafetensors, toOnnx, unpackSafetensors } from '@cohort-rl/ppo-core';
import { loadPolicy } from '@cohort-rl/ppo-core/node';
import { cohort, cohortOutput, temporaryFolder } from './run-cohort.fixture.ts';

const { path, remove } = temporaryFolder();
afterAll(remove);
const run = path('run');

beforeAll(async () => {
  await cohortOutput(
    'train', '--env', 'CartPole-v1', '--normalize-observations', '--steps', '2048', '--eval-every', '512', '--eval-episodes', '2', '--hidden', '8', '--out', run,
  );
}, 60_000);

test("a run's last and best policy, its parameters and its metrics", async () => {
  const files = { onnx: path('a.onnx'), safetensors: path('a.safetensors'), csv: path('a.csv') };
  const printed = await cohortOutput('export', run, ...Object.entries(files).flatMap(([flag, file]) => [`--${flag}`, file]), '--json');
  expect(JSON.parse(printed)).toEqual({ folder: run, policy: 'last', files });
  const policy = await loadPolicy(run);
  expect(policy.normalizer).not.toBeNull();
  expect(new Uint8Array(readFileSync(files.onnx))).toEqual(toOnnx(policy));
  const parameters = new Uint8Array(readFileSync(files.safetensors));
  expect(fromSafetensors(parameters, policy.engine)).toEqual(policy.engine.readParameters());
  expect(unpackSafetensors(parameters).metadata).toMatchObject({ env: 'CartPole-v1', step: '2048', activation: 'tanh' });

  await cohortOutput('export', run, '--best', '--onnx', path('best.onnx'));
  expect(new Uint8Array(readFileSync(path('best.onnx')))).toEqual(toOnnx(await loadPolicy(run, { best: true })));

  const updates = readFileSync(join(run, 'records.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; step: number; metrics: Record<string, number> })
    .filter(({ type }) => type === 'update');
  const text = readFileSync(files.csv, 'utf8');
  expect(text.split('\r\n')).toHaveLength(updates.length + 2);
  for (const column of ['charts/episodic_return', 'losses/entropy']) {
    const rows = progressTable(text, { algorithm: 'ppo', task: 'CartPole-v1', seed: 1, column, stepColumn: 'step' });
    expect(rows.map((row) => [row.step, row.return])).toEqual(updates.map(({ step, metrics }) => [step, metrics[column]]).filter(([, value]) => value !== undefined));
  }
});

const { COHORT_PYTHON: python = 'python3' } = process.env;
const check = fileURLToPath(new URL('../../../tooling/fixtures/exports/check_exports.py', import.meta.url));
const hasReaders = spawnSync(python, ['-c', 'import onnx, pandas, safetensors, tensorboard'], { stdio: 'ignore' }).status === 0;

(hasReaders ? test : test.skip)('is read by the formats’ own readers, where Python has them', async () => {
  for (const flags of [['--env', 'CartPole-v1', '--activation', 'relu'], ['--env', 'Pendulum-v1', '--normalize-observations']]) {
    const [recorded, exports] = [path(`recorded-${flags[1]}`), path(`exports-${flags[1]}`)];
    await cohortOutput('train', ...flags, '--steps', '4096', '--eval-every', '1024', '--eval-episodes', '2', '--tensorboard', '--out', recorded);
    mkdirSync(exports);
    const file = (name: string): string => join(exports, name);
    await cohortOutput('export', recorded, '--onnx', file('policy.onnx'), '--safetensors', file('policy.safetensors'), '--csv', file('metrics.csv'));
    const { status, stdout, stderr } = spawnSync(python, [check, recorded, exports], { encoding: 'utf8' });
    expect([status, stdout, status === 0 ? '' : stderr]).toEqual([0, expect.stringMatching(/^event file: \d+ scalars equal; CSV: .* equal; ONNX against the parameters: within \S+\n$/), '']);
  }
}, 120_000);

test('what cannot be exported ends with one line', async () => {
  const line = async (...args: string[]): Promise<[number | null, string]> => {
    const { code, stderr } = await cohort('export', ...args);
    return [code, stderr];
  };
  expect(await line(run)).toEqual([2, 'cohort: missing what to export; expected at least one of --onnx, --safetensors, --csv\n']);
  expect(await line(run, '--csv', path('nowhere/a.csv'))).toEqual([
    2, `cohort: invalid --csv: ${path('nowhere/a.csv')} cannot be written (ENOENT); expected a file in a folder that can be written to\n`,
  ]);
  expect(await line(path('none'), '--onnx', path('b.onnx'))).toEqual([1, `cohort: ${path('none')} holds no run: it does not exist; expected a folder with run.json\n`]);
  rmSync(join(run, 'best'), { recursive: true });
  expect(await line(run, '--best', '--csv', path('b.csv'), '--onnx', path('b.onnx'))).toEqual([
    1, `cohort: ${run} holds no best policy (no evaluation yet); expected ${join(run, 'best')}\n`,
  ]);
  expect(existsSync(path('b.csv'))).toBe(false);
});
