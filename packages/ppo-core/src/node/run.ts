import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '@cohort-rl/rollouts';
import { InvalidOptionError } from '../errors.ts';
import { openRecordLog, type RecordLog } from './record-log.ts';
import { readState, writeState } from './state-folder.ts';

/** What `run.json` says: everything needed to repeat the run, and what it ran on. */
export interface RunDescription {
  readonly schema: 1;
  readonly id: string;
  /** Name on the command line: `ppo`, `grpo:task`, … */
  readonly algorithm: string;
  /** Environment or suite. */
  readonly env: string;
  /** Tasks with the returns that normalised scores are measured by. */
  readonly tasks: readonly { readonly name: string; readonly randomReturn?: number | undefined; readonly expertReturn?: number | undefined }[];
  readonly seed: number;
  readonly numEnvs: number;
  readonly totalSteps: number;
  /** Every option of the agent and of its advantage stage. */
  readonly configuration: { readonly [key: string]: Json };
  readonly versions: { readonly [name: string]: string };
  readonly engine: string;
  /** Build of the kernels. */
  readonly kernels: string;
  /** Commit of the sources, where known. */
  readonly commit: string | null;
}

/** A run's folder. */
export interface Run {
  readonly directory: string;
  readonly description: RunDescription;
  /** Opened at its first use, which cuts off a torn last line: a folder that is only read stays as it is. */
  readonly records: RecordLog;
  /** Syncs the records, then writes the state: a checkpoint never knows of records that are not there. */
  saveCheckpoint(state: Uint8Array): void;
  /** The newest whole checkpoint; null before the first. @throws StateError when none is whole. */
  loadCheckpoint(): ReturnType<typeof readState>;
  saveBest(state: Uint8Array): void;
  loadBest(): ReturnType<typeof readState>;
  close(): void;
}

/**
 * Makes a run's folder.
 * @throws InvalidOptionError when the folder holds anything already: nothing is overwritten.
 */
export function createRun(directory: string, description: RunDescription): Run {
  if (existsSync(join(directory, 'run.json'))) {
    throw new InvalidOptionError(`invalid folder: ${directory} already holds a run; expected another folder, or the run to be resumed`);
  }
  mkdirSync(directory, { recursive: true });
  // a kill while it was being made leaves the temporary file alone
  const other = readdirSync(directory).find((name) => name !== 'run.json.tmp');
  if (other !== undefined) throw new InvalidOptionError(`invalid folder: ${directory} holds ${other}; expected an empty or a new one`);
  const temporary = join(directory, 'run.json.tmp');
  writeFileSync(temporary, `${JSON.stringify(description, null, 2)}\n`);
  const file = openSync(temporary, 'r');
  fsyncSync(file);
  closeSync(file);
  renameSync(temporary, join(directory, 'run.json'));
  return openRun(directory);
}

/** Opens a run's folder. @throws Error when there is none, or its description cannot be read. */
export function openRun(directory: string): Run {
  const path = join(directory, 'run.json');
  if (!existsSync(path)) throw new Error(`${directory} holds no run; expected a folder with run.json`);
  let description: RunDescription;
  try {
    description = JSON.parse(readFileSync(path, 'utf8')) as RunDescription;
  } catch (error) {
    throw new Error(`${path} is damaged: ${(error as Error).message}`, { cause: error });
  }
  const schema = (description as RunDescription | null)?.schema;
  if (schema !== 1) throw new Error(`${path}: schema ${String(schema)}; expected 1`);
  let records: RecordLog | null = null;
  return {
    directory,
    description,
    get records() {
      return (records ??= openRecordLog(join(directory, 'records.jsonl')));
    },
    saveCheckpoint(state) {
      records?.sync();
      writeState(join(directory, 'checkpoint'), state);
    },
    loadCheckpoint: () => readState(join(directory, 'checkpoint')),
    saveBest: (state) => {
      writeState(join(directory, 'best'), state);
    },
    loadBest: () => readState(join(directory, 'best')),
    close: () => {
      records?.close();
    },
  };
}
