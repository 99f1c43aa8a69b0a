import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { readScalarEvents, type ScalarEvent } from '@cohort-rl/analysis';
import { startRun, resumeRun } from './train-run.ts';
import { resolveConfiguration } from './train-configuration.ts';
import { temporaryFolder } from './run-cohort.fixture.ts';

const { path, remove } = temporaryFolder();
afterAll(remove);

function eventsIn(directory: string): ScalarEvent[] {
  const files = readdirSync(directory).filter((name) => name.includes('tfevents'));
  expect(files).toHaveLength(1);
  return readScalarEvents(new Uint8Array(readFileSync(join(directory, files[0]!))));
}

/** Tag, step and value of what the records of a folder have to give, and the seconds since the start. */
function expectedIn(directory: string): Omit<ScalarEvent, 'wallTime'>[] {
  const lines = readFileSync(join(directory, 'records.jsonl'), 'utf8').trimEnd().split('\n');
  return lines.flatMap((line) => {
    const record = JSON.parse(line) as { type: string; step: number; task: string; returns: number[]; metrics: Record<string, number> };
    if (record.type === 'evaluation') return [{ tag: `evaluation/${record.task}`, step: record.step, value: Math.fround(record.returns.reduce((a, b) => a + b, 0) / record.returns.length) }];
    return record.type === 'update' ? Object.entries(record.metrics).map(([tag, value]) => ({ tag, step: record.step, value: Math.fround(value) })) : [];
  });
}

const withoutTime = (events: ScalarEvent[]): Omit<ScalarEvent, 'wallTime'>[] => events.map(({ tag, step, value }) => ({ tag, step, value }));

test('an event file has every record once, after an interruption too', async () => {
  const configuration = await resolveConfiguration({ env: 'CartPole-v1', steps: 2048, hidden: [8], evalEvery: 512, trainingEvalEpisodes: 2, evalEpisodes: 1 });
  const directory = path('run');
  let updates = 0;
  const stopped = startRun(configuration, directory, { tensorboard: true, onUpdate: () => updates++, interruption: () => (updates === 3 ? 130 : 0) });
  await expect(stopped).rejects.toThrow('interrupted at step');
  const events = eventsIn(directory);
  expect(withoutTime(events)).toEqual(expectedIn(directory));
  expect(events.some(({ tag }) => tag === 'evaluation/CartPole-v1')).toBe(true);
  events.forEach(({ wallTime }, i) => expect(wallTime - events[0]!.wallTime).toBeGreaterThanOrEqual(i === 0 ? 0 : events[i - 1]!.wallTime - events[0]!.wallTime));

  // what a killed process may leave behind: a torn record, and one that the checkpoint does not know
  const [file] = readdirSync(directory).filter((name) => name.includes('tfevents'));
  appendFileSync(join(directory, file!), new Uint8Array(11));
  await resumeRun(directory, undefined);
  expect(withoutTime(eventsIn(directory))).toEqual(expectedIn(directory));
  expect(expectedIn(directory).length).toBeGreaterThan(events.length);
});

test('there is none where none was asked for', async () => {
  const configuration = await resolveConfiguration({ env: 'CartPole-v1', steps: 256, hidden: [8], evalEvery: 0, evalEpisodes: 1 });
  await startRun(configuration, path('plain'));
  expect(existsSync(path('plain'))).toBe(true);
  expect(readdirSync(path('plain')).some((name) => name.includes('tfevents'))).toBe(false);
});
