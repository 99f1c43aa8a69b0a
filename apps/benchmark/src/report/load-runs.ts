import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readComparison, type Comparison } from '../comparison.ts';
import { FailureError } from '../errors.ts';
import { readDescription } from '../run-description.ts';
import { readResult } from '../run-result.ts';
import { readRunRecords } from './read-run-records.ts';
import { summarizeRun, type RunSummary } from './run-summary.ts';
import { readStudySummary, type MissingRun } from './study-summary.ts';

/** What a report is made of. */
export interface LoadedRuns {
  /** Null for a run on its own. */
  readonly comparison: Comparison | null;
  readonly runs: readonly RunSummary[];
  /** Runs that are left out, and why. */
  readonly missing: readonly MissingRun[];
}

/** How {@link loadRuns} reads. */
export interface LoadOptions {
  /** What a run failed with that ended just now, by its name. */
  readonly failures?: ReadonlyMap<string, string>;
  /** Called after each run. */
  readonly onRun?: (done: number, total: number) => void;
}

/**
 * Reads a comparison's folder, or that of one run. A comparison of which only the summary was kept, without `runs/`, comes from the summary.
 * @throws FailureError where there is neither, or no finished run.
 */
export function loadRuns(directory: string, { failures = new Map<string, string>(), onRun }: LoadOptions = {}): LoadedRuns {
  if (existsSync(join(directory, 'tuned.json')) || existsSync(join(directory, 'tuning.json'))) {
    throw new FailureError(`${directory} holds a tuning, whose table is in tuning.md; expected a comparison or a run`);
  }
  const comparison = readComparison(directory);
  const kept = comparison && readStudySummary(directory);
  // beside runs that were begun again it would tell of others, which ended before
  const keptRuns = new Map(existsSync(join(directory, 'runs')) ? [] : kept?.runs.map((run) => [run.name, run]));
  const keptReasons = new Map(kept?.missing.map(({ name, reason }) => [name, reason]));
  const folders = foldersIn(directory, comparison);
  if (folders.length === 0) throw new FailureError(`${directory} holds no run and no comparison${existsSync(directory) ? '' : ': it does not exist'}; expected run.json or comparison.json`);
  const runs: RunSummary[] = [];
  const missing: MissingRun[] = [];
  folders.forEach(([name, folder], i) => {
    try {
      const isBegun = existsSync(join(folder, 'run.json'));
      const result = isBegun ? readResult(folder) : null;
      const failure = failures.get(name);
      const summary = failure === undefined ? keptRuns.get(name) : undefined;
      if (summary) runs.push(summary);
      else if (result && failure === undefined) runs.push(summarizeRun(name, readDescription(folder), result, readRunRecords(join(folder, 'records.jsonl'))));
      else missing.push({ name, reason: failure === undefined ? whyMissing(isBegun, keptReasons.get(name)) : `${failed}${failure}` });
    } catch (error) {
      if (folders.length === 1) throw error;
      missing.push({ name, reason: (error as Error).message });
    }
    onRun?.(i + 1, folders.length);
  });
  if (runs.length === 0) {
    const { name, reason } = missing[0]!;
    throw new FailureError(folders.length === 1 ? `the run in ${folders[0]![1]} is ${reason}` : `${directory} holds no finished run; the first, ${name}: ${reason}`);
  }
  return { comparison, runs, missing };
}

const failed = 'failed: ';

/** That a run failed is known only from when it did. */
function whyMissing(isBegun: boolean, keptReason: string | undefined): string {
  if (keptReason?.startsWith(failed) || (!isBegun && keptReason !== undefined)) return keptReason;
  return isBegun ? 'not finished' : 'not begun';
}

function foldersIn(directory: string, comparison: Comparison | null): [name: string, folder: string][] {
  if (comparison) return comparison.runs.map(({ name }) => [name, join(directory, 'runs', name)]);
  if (existsSync(join(directory, 'run.json'))) return [[basename(directory), directory]];
  const runs = join(directory, 'runs');
  return existsSync(runs) ? readdirSync(runs).sort().map((name) => [name, join(runs, name)]) : [];
}
