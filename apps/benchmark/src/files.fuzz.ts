import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDescription, readDescription } from '@cohort-rl/ppo-core/node';
import { afterAll, beforeAll, describe, test } from '@jest/globals';
import fc from 'fast-check';
import { checkAsync, damaged, damagedBytes, expectTyped } from '../../../tooling/fuzz/fuzz.ts';
import { planComparison, readComparison } from './comparison.ts';
import { FailureError, UsageError } from './errors.ts';
import { loadRuns } from './report/load-runs.ts';
import { analyzeRuns } from './report/analyze-runs.ts';
import { writeStudySummary } from './report/study-summary.ts';
import { temporaryFolder } from './run-cohort.fixture.ts';
import { loadCommands } from './run-main.fixture.ts';
import { readResult } from './run-result.ts';
import { resolveConfiguration } from './train-configuration.ts';
import { startRun } from './train-run.ts';
import { readTuned } from './tuning/tuned.ts';

const { path, remove } = temporaryFolder();
afterAll(remove);

const comparing = { envs: ['CartPole-v1'], algos: ['ppo'], seeds: 1, firstSeed: 1, steps: 128, numEnvs: 4, rolloutSteps: 16, minibatchSize: 32, epochs: 1, hidden: [4], trainingEvalEpisodes: 2, kernels: 'wasm' } as const;
const study = path('study');
const summed = path('summed');
const tuned = path('tuned.json');
const tuning = { schema: 1, command: 'cohort tune', grid: { epochs: ['1', '2'] }, seeds: [7], scores: [], chosen: { 'CartPole-v1': { ppo: { flags: { numEnvs: 4, rolloutSteps: 16, minibatchSize: 32, learningRate: { initial: 0.1, final: 0 } } } } } };

/** A study of one run, whole, and the same of which the summary alone was kept. */
beforeAll(async () => {
  await loadCommands();
  const comparison = await planComparison(comparing, 'compare', 'cohort compare');
  mkdirSync(study);
  writeFileSync(join(study, 'comparison.json'), JSON.stringify(comparison));
  const [{ name, configuration }] = comparison.runs as [(typeof comparison.runs)[number]];
  await startRun(configuration, join(study, 'runs', name));
  mkdirSync(summed);
  cpSync(join(study, 'comparison.json'), join(summed, 'comparison.json'));
  writeStudySummary(summed, loadRuns(study));
});

/** Work on what lies in files: done, or refused in a line of ours; of an analysis, that may be a RangeError, to which `cohort report` adds the folder. */
async function orRefused(content: unknown, work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof FailureError || error instanceof UsageError || error instanceof RangeError)) throw new Error(`untyped error for ${fc.stringify(content)}: ${(error as Error).stack}`, { cause: error });
    expectTyped(new FailureError(error.message.replaceAll(/\s+/g, ' ').slice(0, 600)), content);
  }
}

/** JSON of which one value, however deep, is another. */
function changedJson(json: string): fc.Arbitrary<string> {
  const value = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constantFrom(null, -1, 0, 1.5, '', [], {}, '__proto__', 1e300));
  const places = [...pathsIn(JSON.parse(json) as unknown)];
  return fc.tuple(fc.constantFrom(...places), value).map(([place, put]) => JSON.stringify(replaceAt(JSON.parse(json), place, put)));
}

function* pathsIn(value: unknown, above: readonly string[] = []): Generator<readonly string[]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, part] of Object.entries(value)) {
    yield [...above, name];
    yield* pathsIn(part, [...above, name]);
  }
}

function replaceAt(value: unknown, [name, ...rest]: readonly string[], put: unknown): unknown {
  const parts = value as Record<string, unknown>;
  parts[name!] = rest.length === 0 ? put : replaceAt(parts[name!], rest, put);
  return parts;
}

/** Puts each of the damaged contents in place of the file, and looks at what `work` makes of it. */
async function checkFile(file: string, work: () => unknown): Promise<void> {
  const text = readFileSync(file, 'utf8');
  const contents = fc.oneof(damaged(text), changedJson(text), fc.string(), fc.json());
  try {
    await checkAsync(contents, async (content) => {
      writeFileSync(file, content);
      await orRefused(content, work);
    });
  } finally {
    writeFileSync(file, text);
  }
}

describe('what is damaged is refused in a line that names it:', () => {
  test('comparison.json', async () => {
    await checkFile(join(summed, 'comparison.json'), () => readComparison(summed));
    await checkFile(join(summed, 'comparison.json'), () => analyzeRuns(loadRuns(summed)));
  });

  test('summary.json', async () => {
    await checkFile(join(summed, 'summary.json'), () => analyzeRuns(loadRuns(summed)));
  });

  test('result.json and records.jsonl', async () => {
    const run = path('run');
    await startRun(await resolveConfiguration({ ...comparing, env: 'CartPole-v1', algo: 'ppo' }), run);
    await checkFile(join(run, 'result.json'), () => {
      readResult(run);
      return analyzeRuns(loadRuns(run));
    });
    const records = new Uint8Array(readFileSync(join(run, 'records.jsonl')));
    await checkAsync(damagedBytes(records), async (content) => {
      writeFileSync(join(run, 'records.jsonl'), content);
      await orRefused('records.jsonl', () => analyzeRuns(loadRuns(run)));
    });
  });

  test('run.json, also with a checksum that is right', async () => {
    const run = path('described');
    cpSync(join(study, 'runs'), run, { recursive: true });
    const [folder] = loadRuns(study).runs.map(({ name }) => join(run, name));
    const description = JSON.stringify(readDescription(folder!));
    await checkAsync(changedJson(description), async (content) => {
      writeDescription(folder!, JSON.parse(content) as ReturnType<typeof readDescription>);
      await orRefused(content, () => analyzeRuns(loadRuns(folder!)));
    });
    rmSync(run, { recursive: true });
  });

  test('tuned.json', async () => {
    writeFileSync(tuned, JSON.stringify(tuning));
    await checkFile(tuned, async () => {
      await planComparison({ ...comparing, algos: ['ppo'] }, 'compare', 'cohort', { file: tuned, content: readTuned(tuned) });
    });
  });
});
