import { describe, test } from '@jest/globals';
import fc from 'fast-check';
import { check, damaged, damagedBytes, junk, refusesOr } from '../../../tooling/fuzz/fuzz.ts';
import { createRunMonitor, episodeTable, groupWeightShares, learningCurves, monitorTable, progressTable, readRecords, readReport, readScalarEvents, scoreCurves, tensorboardTable } from './index.ts';
import { checkRecord } from './records.ts';

const summary = { mean: 0, std: 1, quantiles: [-1, -0.5, 0, 0.5, 1] };
const records = [
  { type: 'episode', step: 8, env: 0, task: 'light', return: 9.5, length: 8, terminated: true, truncated: false },
  { type: 'group', step: 16, strategy: 'task', groups: [{ label: 0, name: 'light', trajectories: 2, steps: 16, weight: 1, returnMean: null, advantageBefore: summary, advantageAfter: summary }], diagnostics: { 'grpo/x': null } },
  { type: 'evaluation', step: 16, task: 'light', returns: [1, 2] },
  { type: 'update', step: 16, update: 1, metrics: { 'charts/episodic_return': 9.5, 'charts/SPS': null }, wallSeconds: 0.5 },
].map((record) => JSON.stringify(record));
const log = `${records.join('\n')}\n`;

describe('what was recorded', () => {
  test('is read, or the line that is wrong is named', () => {
    check(fc.oneof(damaged(log), fc.string()), (text) => {
      refusesOr(text, () => readRecords(text), (read) => read.every((record) => checkRecord(record) === record));
    });
    check(junk, (value) => {
      refusesOr(value, () => {
        checkRecord(value);
      }, () => false);
    });
  });

  test('becomes tables and curves whatever numbers are in it', () => {
    const row = fc.record({ algorithm: fc.constantFrom('ppo', '__proto__'), task: fc.constantFrom('a', 'toString'), seed: fc.nat(2), step: fc.oneof(fc.nat(), fc.constantFrom(NaN, Infinity, -1, 0)), return: fc.double() });
    check(fc.array(row, { maxLength: 12 }), (table) => {
      refusesOr(table, () => learningCurves(table), (curves) => curves.every(({ steps, estimate }) => steps.length === estimate.length));
      refusesOr(table, () => scoreCurves(table));
    });
    check(damaged(log), (text) => {
      refusesOr(text, () => {
        const read = readRecords(text);
        const monitor = createRunMonitor();
        for (const record of read) monitor.add(record);
        return [episodeTable(read, { algorithm: 'a', seed: 0 }), groupWeightShares(read.filter((record) => record.type === 'group'))];
      });
    });
  });
});

describe('files of others', () => {
  const labels = { algorithm: 'ppo', task: 'a', seed: 0 };

  test('of Monitor and progress.csv are read, or refused', () => {
    const monitor = '#{"t_start": 1.5, "env_id": "CartPole-v1"}\nr,l,t\n20.0,20,0.01\n13.0,13,0.02\n';
    check(fc.oneof(damaged(monitor), fc.string()), (text) => {
      refusesOr(text, () => monitorTable([text], labels), (rows) => rows.every(({ step, return: value }) => Number.isFinite(step) && Number.isFinite(value)));
    });
    const progress = 'rollout/ep_rew_mean,time/total_timesteps\n20.5,2048\n30.5,4096\n';
    check(fc.oneof(damaged(progress), fc.string()), (text) => {
      refusesOr(text, () => progressTable(text, labels), (rows) => rows.every(({ step, return: value }) => Number.isFinite(step) && Number.isFinite(value)));
    });
  });

  test('of TensorBoard are read, or refused', () => {
    // a length, its checksum, an empty event, its checksum
    const start = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0x29, 0x03, 0x98, 0x07, 0xd8, 0xea, 0x82, 0xa2);
    check(fc.oneof(damagedBytes(start), fc.uint8Array({ maxLength: 200 })), (bytes) => {
      refusesOr(bytes, () => readScalarEvents(bytes));
      refusesOr(bytes, () => tensorboardTable([bytes], labels));
    });
  });

  test('of reports are read, or refused', () => {
    const report = { schema: 1, title: 'a', summary: 'b', baseline: 'ppo', confidence: 0.95, suites: [{ env: 'e', tasks: ['e'], isNormalized: true, algorithms: [], improvements: [], scores: [] }] };
    check(fc.oneof(junk, damaged(JSON.stringify(report))), (value) => {
      let parsed: unknown = value;
      if (typeof value === 'string') {
        try {
          parsed = JSON.parse(value);
        } catch {
          return;
        }
      }
      refusesOr(parsed, () => readReport(parsed));
    });
  });
});
