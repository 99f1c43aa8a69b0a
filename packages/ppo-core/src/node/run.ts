import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidOptionError } from '../errors.ts';
import { isOfLock, lockFolder } from './folder-lock.ts';
import { openRecordLog, type RecordLog } from './record-log.ts';
import { readDescription, writeDescription, type RunDescription } from './run-description.ts';
import { readState, writeState } from './state-folder.ts';

/** A run's folder. What writes to it first takes it for this process: @throws FolderLockError while another has it. */
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
  /** Writes changes of the description, of what the run goes on with. */
  describe(changes: Partial<RunDescription>): void;
  loadBest(): ReturnType<typeof readState>;
  close(): void;
}

/**
 * Makes a run's folder.
 * @throws InvalidOptionError when the folder holds anything already: nothing is overwritten; FolderLockError while another process makes it.
 */
export function createRun(directory: string, description: RunDescription): Run {
  refuseRun(directory);
  mkdirSync(directory, { recursive: true });
  const unlock = lockFolder(directory);
  try {
    refuseRun(directory);
    // a kill while it was being made leaves the temporary file alone
    const other = readdirSync(directory).find((name) => name !== 'run.json.tmp' && !isOfLock(name));
    if (other !== undefined) throw new InvalidOptionError(`invalid folder: ${directory} holds ${other}; expected an empty or a new one`);
    writeDescription(directory, description);
  } catch (error) {
    unlock();
    throw error;
  }
  return runIn(directory, description, unlock);
}

function refuseRun(directory: string): void {
  if (existsSync(join(directory, 'run.json'))) {
    throw new InvalidOptionError(`invalid folder: ${directory} already holds a run; expected another folder, or the run to be resumed`);
  }
}

/** Opens a run's folder. @throws Error when there is none, or its description cannot be read. */
export function openRun(directory: string): Run {
  return runIn(directory, readDescription(directory), null);
}

function runIn(directory: string, opened: RunDescription, held: (() => void) | null): Run {
  let description = opened;
  let records: RecordLog | null = null;
  let unlock = held;
  const take = (): void => {
    unlock ??= lockFolder(directory);
  };
  return {
    directory,
    get description() {
      return description;
    },
    get records() {
      take();
      return (records ??= openRecordLog(join(directory, 'records.jsonl')));
    },
    saveCheckpoint(state) {
      take();
      records?.sync();
      writeState(join(directory, 'checkpoint'), state);
    },
    loadCheckpoint: () => readState(join(directory, 'checkpoint')),
    saveBest(state) {
      take();
      writeState(join(directory, 'best'), state);
    },
    loadBest: () => readState(join(directory, 'best')),
    describe(changes) {
      take();
      description = { ...description, ...changes };
      writeDescription(directory, description);
    },
    close() {
      records?.close();
      unlock?.();
    },
  };
}
