import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import type { RunRecord } from '@cohort-rl/analysis';
import { readRunRecords } from './read-run-records.ts';
import { summarizeRun, type RunSummary } from './run-summary.ts';
import { readStudySummary, writeStudySummary } from './study-summary.ts';

const folder = mkdtempSync(join(tmpdir(), 'cohort-summary-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const advantages = { mean: 0.123456, std: 1, quantiles: [-2, -1, 0, 1, 2] as const };
const records: RunRecord[] = Array.from({ length: 200 }, (_, i): RunRecord[] => {
  const step = 10 * (i + 1);
  return [
    { type: 'episode', step, env: 0, task: i % 2 === 0 ? '$' : 'b', return: i, length: 1, terminated: true, truncated: false },
    { type: 'group', step, strategy: 'task', diagnostics: {}, groups: [{ label: 0, name: '$', trajectories: 1, steps: 5, weight: 1, returnMean: null, advantageBefore: advantages, advantageAfter: advantages }] },
    { type: 'update', step, update: i, metrics: { 'grpo/cut_share': i / 200, 'grpo/none': null, 'losses/entropy': 1 } },
    ...(i % 50 === 49 ? ['$', 'b'].map((task): RunRecord => ({ type: 'evaluation', step, task, returns: [i, i + 1, i + 0.1] })) : []),
  ];
}).flat();

function summary(seed: number): RunSummary {
  const configuration = { algorithm: 'grpo:task', seed, options: { hiddenSizes: [64, 64], learningRate: { initial: 1, final: 0 } }, groupRelative: null, evaluation: { episodes: 3 } };
  const machine = { cpu: 'cpu', cores: 1, platform: 'linux', node: '20', v8: '11' };
  return summarizeRun(
    `run-${seed}`,
    { schema: 1, id: 'x', algorithm: 'grpo:task', env: '$', tasks: [{ name: '$' }], seed, numEnvs: 1, totalSteps: 2000, configuration, versions: { node: '20' }, engine: 'fused', kernels: 'wasm', commit: null },
    { schema: 1, step: 2000, updates: 200, stoppedEarly: false, wallSeconds: 1.5, machine, evaluation: null },
    [records.slice(0, 77), records.slice(77)],
  );
}

test('a summary holds bins of training, all evaluations, and the last of them to the bit', () => {
  const { training, trained, evaluation, metrics, groups } = summary(1);
  // bins of 40 steps: two episodes of each task
  expect(training['$']!.slice(0, 2)).toEqual([1, 5]);
  expect(training['b']).toHaveLength(50);
  expect(trained['$']).toBe(189);
  expect(evaluation!.steps).toEqual([500, 1000, 1500, 2000]);
  expect(evaluation!.last['b']).toBe((199 + 200 + 199.1) / 3);
  expect(Object.keys(metrics)).toEqual(['grpo/cut_share']);
  expect(metrics['grpo/cut_share']![0]).toBeCloseTo(0.0225, 12);
  expect(groups).toMatchObject({ least: 1, most: 1, shares: { shares: [Array(20).fill(1)] }, last: { step: 2000 } });
});

test('what is written comes back the same, and what runs share stands there once', () => {
  const study = { runs: [1, 2, 3].map(summary), missing: [{ name: 'run-4', reason: 'failed: no' }] };
  writeStudySummary(folder, study);
  expect(readStudySummary(folder)).toEqual(study);
  const text = readFileSync(join(folder, 'summary.json'), 'utf8');
  expect(text.split('"hiddenSizes"')).toHaveLength(2);
  expect(text.split('\n').filter((line) => line.startsWith('{"name":"run-'))).toHaveLength(4);
});

test('a damaged summary fails by name', () => {
  writeFileSync(join(folder, 'summary.json'), '{"schema":1,"runs":[3]}');
  expect(() => readStudySummary(folder)).toThrow(/summary\.json is damaged: fields are missing/);
});

test('records of any length are read piece by piece; a wrong line is named by its number in the file', () => {
  const path = join(folder, 'records.jsonl');
  // about 3 MB, with letters of two bytes that pieces may cut
  const lines = Array.from({ length: 20_000 }, (_, i) => JSON.stringify({ type: 'episode', step: i, env: 0, task: 'größe'.repeat(8), return: i, length: 1, terminated: true, truncated: false }));
  writeFileSync(path, `${lines.join('\n')}\n{"type":"epis`);
  const pieces = [...readRunRecords(path)];
  expect(pieces.length).toBeGreaterThan(2);
  const read = pieces.flat();
  expect(read).toHaveLength(20_000);
  expect(read.every((record, i) => record.type === 'episode' && record.step === i && record.task === 'größe'.repeat(8))).toBe(true);
  writeFileSync(path, `${lines.with(17_000, '{"type":"episode"}').join('\n')}\n`);
  expect(() => [...readRunRecords(path)]).toThrow(/records\.jsonl: invalid record on line 17001: invalid step of type episode/);
  expect(() => [...readRunRecords(join(folder, 'none.jsonl'))]).toThrow(/none\.jsonl: ENOENT/);
});
