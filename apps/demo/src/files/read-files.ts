import { readRecords, readReport, RecordError } from '@cohort-rl/analysis';
import { defaultExperiment } from '../training/experiment.ts';
import { addRecords, createRun, type Run } from '../training/run.ts';

/** A file by its path inside what was dropped. */
export interface NamedFile {
  readonly path: string;
  text(): Promise<string>;
  readonly size: number;
}

/** A `report.json` that was found to be one. */
export interface LoadedReport {
  readonly title: string;
  readonly summary: string;
  /** As it was read. */
  readonly content: unknown;
}

/** What files hold: runs, a report, and one line for each that holds neither. */
export interface LoadedFiles {
  readonly runs: readonly Run[];
  /** A study's report. */
  readonly report: LoadedReport | null;
  readonly problems: readonly string[];
}

/** Larger files are refused: a page would not bear them. */
const mostBytes = 300_000_000;

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);
const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Reads run folders (`records.jsonl`, with its `run.json` where that is there) and `report.json`. Other files of a run's folder are passed over. */
export async function readFiles(files: readonly NamedFile[]): Promise<LoadedFiles> {
  const problems: string[] = [];
  const runs: Run[] = [];
  let report: LoadedReport | null = null;
  const logs = files.filter(({ path }) => path.endsWith('.jsonl'));
  const reports = files.filter(({ path }) => path.endsWith('.json') && baseOf(path) !== 'run.json');
  for (const file of [...logs, ...reports]) {
    if (file.size > mostBytes) {
      problems.push(`invalid file: ${file.path}: ${file.size} bytes; expected at most ${mostBytes}`);
      continue;
    }
    try {
      if (file.path.endsWith('.jsonl')) {
        const description = files.find(({ path }) => path === `${folderOf(file.path)}run.json`);
        runs.push(runOf(file, await file.text(), description ? parse(description, await description.text()) : {}));
      } else if (logs.length === 0 || baseOf(file.path) === 'report.json') {
        report = reportOf(file, await file.text());
      }
    } catch (error) {
      problems.push(error instanceof RecordError ? `invalid file: ${file.path}: ${error.message}` : (error as Error).message);
    }
  }
  if (logs.length + reports.length === 0) problems.push(`no run: ${files.map(({ path }) => path).slice(0, 3).join(', ') || 'nothing'}; expected a run's folder, records.jsonl or report.json`);
  return { runs, report, problems };
}

function parse({ path }: NamedFile, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RangeError(`invalid file: ${path}: not JSON`);
  }
}

function reportOf(file: NamedFile, text: string): LoadedReport {
  const content = parse(file, text);
  try {
    const { title, summary } = readReport(content);
    return { title, summary, content };
  } catch (error) {
    throw new RangeError(`invalid file: ${file.path}: ${(error as Error).message}`, { cause: error });
  }
}

function runOf({ path }: NamedFile, text: string, description: unknown): Run {
  const records = readRecords(text);
  if (records.length === 0) throw new RangeError(`invalid file: ${path}: no records`);
  const { env, seed, algorithm, totalSteps } = fieldsOf(description);
  const last = records.reduce((step, record) => Math.max(step, record.step), 0);
  const isPpo = typeof algorithm === 'string' ? algorithm.startsWith('ppo') : !records.some(({ type }) => type === 'group');
  const strategy = records.find((record) => record.type === 'group')?.strategy ?? 'task';
  const run = createRun(isPpo ? 'ppo' : 'grpo', {
    ...defaultExperiment(),
    env: typeof env === 'string' ? env : path,
    seed: typeof seed === 'number' ? seed : 0,
    totalSteps: typeof totalSteps === 'number' ? totalSteps : last,
    grouping: strategy,
  });
  addRecords(run, records);
  run.step = last;
  run.update = run.updates.at(-1)?.update ?? 0;
  run.status = 'finished';
  return run;
}

interface RunFields {
  readonly env?: unknown;
  readonly seed?: unknown;
  readonly algorithm?: unknown;
  readonly totalSteps?: unknown;
}

function fieldsOf(description: unknown): RunFields {
  return typeof description === 'object' && description !== null ? description : {};
}
