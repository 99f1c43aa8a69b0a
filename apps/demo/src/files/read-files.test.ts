import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { createAgent } from '../training/create-agent.ts';
import { tiny, tinyRequest } from '../training/session-place.fixture.ts';
import { readFiles, type NamedFile } from './read-files.ts';

const file = (path: string, text: string, size = text.length): NamedFile => ({ path, size, text: async () => text });

async function trainedRecords(): Promise<string> {
  const agent = await createAgent({ ...tinyRequest, algorithm: 'grpo' });
  let text = '';
  for await (const { records } of agent.learn({ totalSteps: tiny.totalSteps, snapshotEvery: 5 })) for (const record of records) text += `${JSON.stringify(record)}\n`;
  return text;
}

test("a run's folder becomes a run: its records by type, its environment, seed and algorithm from run.json", async () => {
  const description = { schema: 1, env: 'CartPole-v1', seed: 7, algorithm: 'grpo', totalSteps: 1000 };
  const { runs, problems } = await readFiles([
    file('a/run.json', JSON.stringify(description)),
    file('a/records.jsonl', await trainedRecords()),
    file('a/checkpoint/state.bin', '\u0000'),
  ]);
  expect(problems).toEqual([]);
  const [run] = runs;
  expect(run).toMatchObject({ algorithm: 'grpo', status: 'finished', step: 1000, update: 10, experiment: { env: 'CartPole-v1', seed: 7, totalSteps: 1000, grouping: 'task' } });
  expect([run!.updates.length, run!.groups.length, run!.snapshots.length]).toEqual([10, 10, 2]);
  expect(run!.episodes.length).toBeGreaterThan(10);
});

test('records alone are enough', async () => {
  const { runs, problems } = await readFiles([file('records.jsonl', '{"type":"update","step":5,"update":1,"metrics":{}}\n')]);
  expect(problems).toEqual([]);
  expect(runs[0]).toMatchObject({ algorithm: 'ppo', step: 5, experiment: { env: 'records.jsonl', totalSteps: 5 } });
});

test("a study's report.json is read", async () => {
  const text = readFileSync(new URL('../../../../results/ladder/report.json', import.meta.url), 'utf8');
  const { report, runs, problems } = await readFiles([file('report.json', text)]);
  expect(problems).toEqual([]);
  expect(runs).toEqual([]);
  expect(report!.title).toBe('15 algorithms on 5 environments');
});

test.each([
  ['nothing', [], "no run: nothing; expected a run's folder, records.jsonl or report.json"],
  ['a picture', [file('cat.png', '')], "no run: cat.png; expected a run's folder, records.jsonl or report.json"],
  ['JSON that is none', [file('report.json', '<script>alert(1)</script>')], 'invalid file: report.json: not JSON'],
  ['another JSON', [file('x.json', '{"schema":2}')], 'invalid file: x.json: invalid schema: 2; expected 1, of a report.json'],
  ['null', [file('x.json', 'null')], /^invalid file: x\.json: invalid report: null; expected [^\n]+$/],
  ['a line that is no record', [file('r.jsonl', '{"type":"update","step":"x"}\n')], /^invalid file: r\.jsonl: invalid record on line 1: [^\n]+$/],
  ['no records', [file('r.jsonl', '')], 'invalid file: r.jsonl: no records'],
  ['a file that is too large', [file('r.jsonl', '', 1e9)], 'invalid file: r.jsonl: 1000000000 bytes; expected at most 300000000'],
])('%s: one clear line', async (_, files, problem) => {
  const { runs, report, problems } = await readFiles(files);
  expect([runs, report, problems.length]).toEqual([[], null, 1]);
  if (typeof problem === 'string') expect(problems[0]).toBe(problem);
  else expect(problems[0]).toMatch(problem);
});
