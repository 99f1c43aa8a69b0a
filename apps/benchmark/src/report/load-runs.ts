import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readRecords, type RunRecord } from '@cohort-rl/analysis';
import type { RunDescription } from '@cohort-rl/ppo-core/node';
import { readComparison, type Comparison } from '../comparison.ts';
import { FailureError } from '../errors.ts';
import { readDescription } from '../run-description.ts';
import { readResult, type RunResult } from '../run-result.ts';

/** A finished run, read back. */
export interface LoadedRun {
  readonly name: string;
  readonly description: RunDescription;
  readonly result: RunResult;
  readonly records: readonly RunRecord[];
}

/** What a report is made of. */
export interface LoadedRuns {
  /** Null for a run on its own. */
  readonly comparison: Comparison | null;
  readonly runs: readonly LoadedRun[];
  /** Runs that are left out, and why. */
  readonly missing: readonly { readonly name: string; readonly reason: string }[];
}

/** Reads a comparison's folder, or that of one run. @throws FailureError where there is neither, or no finished run. */
export function loadRuns(directory: string): LoadedRuns {
  const comparison = readComparison(directory);
  const folders: [name: string, folder: string][] = comparison
    ? comparison.runs.map(({ name }) => [name, join(directory, 'runs', name)])
    : existsSync(join(directory, 'run.json'))
      ? [[basename(directory), directory]]
      : existsSync(join(directory, 'runs'))
        ? readdirSync(join(directory, 'runs')).sort().map((name) => [name, join(directory, 'runs', name)])
        : [];
  if (folders.length === 0) throw new FailureError(`${directory} holds no run and no comparison; expected run.json or comparison.json`);
  const runs: LoadedRun[] = [];
  const missing: { name: string; reason: string }[] = [];
  for (const [name, folder] of folders) {
    try {
      const isBegun = existsSync(join(folder, 'run.json'));
      const result = isBegun ? readResult(folder) : null;
      if (!result) missing.push({ name, reason: isBegun ? 'not finished' : 'not begun' });
      else runs.push({ name, description: readDescription(folder), result, records: recordsIn(folder) });
    } catch (error) {
      if (folders.length === 1) throw error;
      missing.push({ name, reason: (error as Error).message });
    }
  }
  if (runs.length === 0) {
    const { name, reason } = missing[0]!;
    throw new FailureError(folders.length === 1 ? `the run in ${folders[0]![1]} is ${reason}` : `${directory} holds no finished run; the first, ${name}: ${reason}`);
  }
  return { comparison, runs, missing };
}

function recordsIn(folder: string): RunRecord[] {
  const path = join(folder, 'records.jsonl');
  try {
    return readRecords(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new FailureError(`${path}: ${(error as Error).message}`, { cause: error });
  }
}
