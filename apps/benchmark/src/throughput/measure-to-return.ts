import { spawn } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { PpoOptions } from '@cohort-rl/ppo-core';
import { FailureError } from '../errors.ts';
import type { EnvWrappers } from '../wrapped-envs.ts';
import { median } from './median.ts';

/** What the fresh process is told. */
export interface ToReturnTask {
  readonly env: string;
  readonly numEnvs: number;
  readonly totalSteps: number;
  readonly options: PpoOptions;
  readonly wrappers: EnvWrappers | undefined;
  /** Mean over `episodes` that ends the run. */
  readonly threshold: number;
  readonly seed: number;
}

/** What it found; it says so twice, when the return is reached and once more with `confirmedReturn`. */
export interface ToReturnFound {
  readonly kernels: string;
  readonly threads: number;
  readonly notes: readonly string[];
  readonly step: number;
  readonly updates: number;
  /** Mean of the evaluation that ended the run. */
  readonly meanReturn: number;
  /** Mean of as many episodes from other starts, after the clock has stopped. */
  readonly confirmedReturn?: number;
}

/** Time from the start of a process to a policy that reaches a mean return, found by an evaluation of 100 deterministic episodes. */
export interface ToReturnThroughput {
  readonly env: string;
  readonly threshold: number;
  readonly kernels: string;
  readonly threads: number;
  readonly notes: readonly string[];
  /** Median and largest over the seeds; null where a seed did not reach it. */
  readonly medianSeconds: number | null;
  readonly worstSeconds: number | null;
  readonly reached: number;
  readonly runs: readonly (ToReturnFound & { readonly seed: number; readonly seconds: number })[];
}

/** A process for each of the seeds 1, 2, …, one after the other. */
export async function measureToReturn(task: Omit<ToReturnTask, 'seed'>, seeds: number): Promise<ToReturnThroughput> {
  const runs: (ToReturnFound & { seed: number; seconds: number })[] = [];
  for (let seed = 1; seed <= seeds; seed++) runs.push({ seed, ...(await runOne({ ...task, seed })) });
  const reached = runs.filter(({ meanReturn }) => meanReturn >= task.threshold);
  const seconds = runs.map((run) => run.seconds);
  const isAll = reached.length === runs.length;
  const { kernels, threads, notes } = runs[0]!;
  return {
    env: task.env,
    threshold: task.threshold,
    kernels,
    threads,
    notes,
    medianSeconds: isAll ? median(seconds) : null,
    worstSeconds: isAll ? Math.max(...seconds) : null,
    reached: reached.length,
    runs,
  };
}

async function runOne(task: ToReturnTask): Promise<ToReturnFound & { seconds: number }> {
  const probe = fileURLToPath(new URL('./to-return-probe.js', import.meta.url));
  const started = performance.now();
  const child = spawn(process.execPath, [probe, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  let seconds = NaN;
  child.stdout.on('data', (data: Buffer) => {
    output += data.toString();
    if (Number.isNaN(seconds) && output.includes('\n')) seconds = (performance.now() - started) / 1000;
  });
  const code = await new Promise((resolve, reject) => {
    child.on('close', resolve);
    child.on('error', reject);
  });
  const lines = output.trim().split('\n');
  if (code !== 0 || lines.length !== 2) throw new FailureError(`the process of seed ${task.seed} ended with ${String(code)} before it was done`);
  return { ...(JSON.parse(lines[1]!) as ToReturnFound), seconds };
}
