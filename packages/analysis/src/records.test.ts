import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkRecord, readRecords, RecordError } from './records.ts';
import type { RunRecord } from './records.ts';
import { snapshot } from './snapshot.fixture.ts';
import { episodeTable } from './return-table.ts';

const summary = { mean: 0, std: 1, quantiles: [-2, -1, 0, 1, 2] as const };
const group = { label: 0, name: 'light', trajectories: 3, steps: 60, weight: 1, returnMean: null, advantageBefore: summary, advantageAfter: summary };
const records: RunRecord[] = [
  { type: 'episode', step: 40, env: 1, task: 'light', return: 22, length: 22, terminated: true, truncated: false },
  { type: 'update', step: 64, update: 1, metrics: { 'charts/episodic_return': 22, 'losses/value_loss': null }, wallSeconds: 0.1 },
  { type: 'group', step: 64, strategy: 'task', groups: [group], diagnostics: { 'grpo/variance_removed': 0.1 } },
  { type: 'episode', step: 90, env: 0, task: 'heavy', return: 4500, length: 45, terminated: false, truncated: true },
  { type: 'evaluation', step: 128, task: 'light', returns: [100, 120] },
  snapshot,
];
const lines = records.map((record) => JSON.stringify(record));
const text = `${lines.join('\n')}\n`;

describe('readRecords', () => {
  test('returns what was written', () => {
    expect(readRecords(text)).toEqual(records);
    expect(readRecords(text.replaceAll('\n', '\r\n'))).toEqual(records);
    expect(readRecords('')).toEqual([]);
  });

  test('drops a torn last line wherever it was torn, and keeps all before', () => {
    fc.assert(
      fc.property(fc.nat(text.length), (length) => {
        const whole = text.slice(0, length).split('\n').length - 1;
        const isLastWhole = lines.includes(text.slice(0, length).split('\n').at(-1)!);
        expect(readRecords(text.slice(0, length))).toEqual(records.slice(0, whole + (isLastWhole ? 1 : 0)));
      }),
      { numRuns: 300 },
    );
  });

  test('leaves out empty lines and records of other types', () => {
    expect(readRecords(`{"type":"weather","step":1}\n\n${text}{"type":"toString"}\n`)).toEqual(records);
  });

  test.each([
    ['{"type":"epis', 'not JSON: {"type":"epis'],
    ['[1]', 'expected an object'],
    ['{"step":1}', 'expected a string as type'],
    ['{"type":"update","step":-1,"update":1,"metrics":{}}', 'invalid step of type update: -1; expected a finite number ≥ 0'],
    ['{"type":"update","step":1e999,"update":1,"metrics":{}}', 'invalid step of type update: Infinity; expected a finite number ≥ 0'],
    [lines[0]!.replace('22', '"22"'), 'invalid return of type episode: "22"; expected a number'],
    [lines[0]!.replace('"terminated":true,', ''), 'invalid terminated of type episode: undefined; expected true or false'],
    [lines[1]!.replace('null', '"NaN"'), 'expected an object of numbers'],
    [lines[4]!.replace('120', 'null'), 'invalid returns of type evaluation: an array of others; expected an array of numbers'],
    [lines[2]!.replace('[-2,', '['), 'expected an array of groups'],
    [lines[5]!.replace('"update":4', '"update":null'), 'invalid update of type snapshot: null; expected an integer ≥ 0'],
  ])('%s inside the text is an error with its line number', (line, message) => {
    const read = () => readRecords(`${lines[0]}\n${line}\n${lines[1]}\n`);
    expect(read).toThrow(RecordError);
    expect(read).toThrow(`invalid record on line 2: `);
    expect(read).toThrow(message);
  });

  test('a malformed last line that a line break ends was not torn', () => {
    expect(() => readRecords(`${text}{"type":\n`)).toThrow('invalid record on line 7: not JSON: {"type":');
  });
});

test('episodeTable takes the episodes, or every return of the evaluations', () => {
  const run = { algorithm: 'ppo', seed: 3 };
  expect(episodeTable(records, run)).toEqual([
    { ...run, task: 'light', step: 40, return: 22 },
    { ...run, task: 'heavy', step: 90, return: 4500 },
  ]);
  expect(episodeTable(records, { ...run, source: 'evaluation' })).toEqual([
    { ...run, task: 'light', step: 128, return: 100 },
    { ...run, task: 'light', step: 128, return: 120 },
  ]);
});

describe('checkRecord', () => {
  test('takes a record that is an object already, and refuses what is none', () => {
    for (const record of records) expect(checkRecord(record)).toBe(record);
    expect(checkRecord({ type: 'weather' })).toBeNull();
    expect(() => checkRecord({ ...records[0], return: '22' })).toThrow('invalid record: invalid return of type episode: "22"; expected a number');
    expect(() => checkRecord({ ...records[0], return: 22n })).toThrow('invalid return of type episode: 22; expected a number');
    expect(() => checkRecord({ ...records[0], return: '2'.repeat(99) })).toThrow(`invalid return of type episode: "${'2'.repeat(59)}…; expected a number`);
    expect(() => checkRecord('group')).toThrow('invalid record: expected an object');
  });
});
