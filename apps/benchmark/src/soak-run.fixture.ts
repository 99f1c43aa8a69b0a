import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect } from '@jest/globals';
import type { ProcessSample } from './flatness.fixture.ts';
import { startCohort, type Started } from './run-cohort.fixture.ts';

/** A run that is watched until a sample is enough. */
export interface Soak {
  readonly directory: string;
  readonly flags: readonly string[];
  readonly sampleMilliseconds: number;
  readonly isEnough: (sample: ProcessSample) => boolean;
  /** Bytes that are lost at every write. */
  readonly leak?: number;
}

// groups that are formed anew, evaluations, best policies, snapshots: all that goes on in a long run
const configuration = ['--env', 'scaled-cartpoles', '--algo', 'grpo:auto', '--steps', '1e12', '--training-eval-episodes', '8', '--tensorboard'];

/** Trains on the real command line with all its files, and ends the run as its user would. */
export async function soak({ directory, flags, sampleMilliseconds, isEnough, leak }: Soak): Promise<ProcessSample[]> {
  const probed = `${directory}.jsonl`;
  const run = startCohort(['train', ...configuration, ...flags, '--out', directory], {
    NODE_OPTIONS: `--import ${new URL('./process-probe.fixture.mjs', import.meta.url).href}`,
    COHORT_TEST_PROBE: probed,
    COHORT_TEST_PROBE_MS: String(sampleMilliseconds),
    COHORT_TEST_LOG: join(directory, 'records.jsonl'),
    ...(leak !== undefined && { COHORT_TEST_LEAK: String(leak) }),
  });
  const samples = (): ProcessSample[] =>
    existsSync(probed) ? readFileSync(probed, 'utf8').split('\n').slice(0, -1).map((line) => JSON.parse(line) as ProcessSample) : [];
  await waitFor(run, sampleMilliseconds, () => {
    const last = samples().at(-1);
    return last !== undefined && isEnough(last);
  });
  await interrupt(run, directory);
  return samples();
}

/** Takes an interrupted run up again, until it has recorded more. */
export async function goOn(directory: string): Promise<void> {
  const log = join(directory, 'records.jsonl');
  const { size } = statSync(log);
  const run = startCohort(['train', '--resume', directory]);
  await waitFor(run, 50, () => statSync(log).size > size);
  await interrupt(run, directory);
}

async function waitFor({ finished }: Started, milliseconds: number, isSo: () => boolean): Promise<void> {
  let isOver = false;
  const over = finished.then(() => {
    isOver = true;
  });
  while (!isOver && !isSo()) await Promise.race([setTimeout(milliseconds), over]);
}

async function interrupt(run: Started, directory: string): Promise<void> {
  run.kill('SIGINT');
  const { code, stderr } = await run.finished;
  expect([stderr, code]).toEqual([expect.stringContaining(`its state is saved, go on with: cohort train --resume ${directory}`), 130]);
}
