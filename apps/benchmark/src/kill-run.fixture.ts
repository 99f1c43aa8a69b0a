import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Generator } from '@cohort-rl/envs';
import { expect } from '@jest/globals';
import { cohortOutput, recordsOf, startCohort, stateOf } from './run-cohort.fixture.ts';

// a checkpoint after every update and many a best policy: a large share of the time goes into writing
const saving = ['--checkpoint-every', '0'];
const configuration = [
  '--env', 'scaled-cartpoles', '--algo', 'grpo:auto', '--steps', '6144', '--rollout-steps', '32', '--epochs', '2', '--num-envs', '8',
  '--eval-every', '512', '--training-eval-episodes', '4', '--eval-episodes', '4',
];

const wholeLines = (log: string): string => {
  const text = existsSync(log) ? readFileSync(log, 'utf8') : '';
  return text.slice(0, text.lastIndexOf('\n') + 1);
};

/** The run that nobody kills, in `directory`, and the milliseconds that it takes. */
export async function undisturbedRun(directory: string): Promise<number> {
  const began = performance.now();
  await cohortOutput('train', ...configuration, ...saving, '--out', directory);
  return performance.now() - began;
}

/** A run to be killed, and the same that was not: its folder, and the milliseconds that it took. */
export interface KilledRun {
  readonly directory: string;
  readonly kills: number;
  readonly whole: string;
  readonly milliseconds: number;
  /** Of the moments. */
  readonly seed: number;
}

/**
 * Starts a run over and over, kills it at random moments of its life, and lets the last process end: no line that was recorded is lost or
 * changed on the way, and the end is that of the run that was not killed, to the byte but for the clock.
 * @returns how many of the kills found the process alive.
 */
export async function killAndResume({ directory, kills, whole, milliseconds, seed }: KilledRun): Promise<number> {
  const generator = new Generator(seed);
  const isBegun = (): boolean => existsSync(join(directory, 'run.json'));
  let killed = 0;
  let recorded = '';
  const checkRecorded = (): void => {
    const now = wholeLines(join(directory, 'records.jsonl'));
    expect(now.startsWith(recorded)).toBe(true);
    recorded = now;
  };
  for (let i = 0; i < kills; i++) {
    const started = startCohort(['train', ...(isBegun() ? ['--resume', directory] : [...configuration, '--out', directory]), ...saving]);
    await Promise.race([started.finished, setTimeout(generator.uniform(0, milliseconds))]);
    started.kill('SIGKILL');
    if ((await started.finished).code === null) killed++;
    checkRecorded();
  }
  if (isBegun()) await cohortOutput('train', '--resume', directory, ...saving);
  else await undisturbedRun(directory);
  checkRecorded();
  expect(recordsOf(directory)).toEqual(recordsOf(whole));
  for (const state of ['checkpoint/state.bin', 'best/state.bin']) expect(stateOf(join(directory, state))).toEqual(stateOf(join(whole, state)));
  return killed;
}
