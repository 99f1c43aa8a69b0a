import { existsSync, lstatSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from './errors.ts';

/** Refuses a folder that a new run cannot have, before any work. @throws UsageError; a new or an empty folder passes. */
export function refuseTakenFolder(directory: string): void {
  if (!existsSync(directory)) {
    refuseLinkToNothing(directory);
    return;
  }
  if (!statSync(directory).isDirectory()) throw new UsageError(`invalid --out: ${directory} is a file; expected a folder`);
  if (existsSync(join(directory, 'run.json'))) {
    throw new UsageError(`invalid --out: ${directory} already holds a run; expected another folder, or --resume ${directory}`);
  }
  // a kill before run.json was made leaves these behind
  const [other] = readdirSync(directory).filter((name) => !/^(?:run\.json\.tmp|lock(?:\..*)?)$/.test(name));
  if (other !== undefined) throw new UsageError(`invalid --out: ${directory} holds ${other}; expected a new or an empty folder`);
}

/** A link whose end is missing, or that leads to itself: no folder can be made in its place. */
function refuseLinkToNothing(directory: string): void {
  if (isThere(directory)) throw new UsageError(`invalid --out: ${directory} is a link to what is not there; expected a folder`);
}

function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // below a file
    return false;
  }
}

/** Makes the folder of `--out` and those above it. @throws UsageError when that cannot be done. */
export function makeOutputFolder(directory: string): void {
  try {
    make(directory);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code = String(error) } = error as NodeJS.ErrnoException;
    throw new UsageError(`invalid --out: ${directory} cannot be made (${code}); expected a folder that can be written to`, { cause: error });
  }
}

/** One by one: Node's recursive `mkdir` never comes back where the system answers ENOENT for a parent that is there, as in /proc. */
function make(directory: string): void {
  if (existsSync(directory)) {
    if (!statSync(directory).isDirectory()) throw new UsageError(`invalid --out: ${directory} is a file; expected a folder`);
    return;
  }
  refuseLinkToNothing(directory);
  make(dirname(directory));
  try {
    mkdirSync(directory);
  } catch (error) {
    // another thread may have been first
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
