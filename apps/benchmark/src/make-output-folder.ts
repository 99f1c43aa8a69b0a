import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from './errors.ts';

/** Makes the folder of `--out` and those above it. @throws UsageError when that cannot be done. */
export function makeOutputFolder(directory: string): void {
  try {
    make(directory);
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    throw new UsageError(`invalid --out: ${directory} cannot be made (${code}); expected a folder that can be written to`, { cause: error });
  }
}

/** One by one: Node's recursive `mkdir` never comes back where the system answers ENOENT for a parent that is there, as in /proc. */
function make(directory: string): void {
  if (existsSync(directory)) {
    if (!statSync(directory).isDirectory()) throw Object.assign(new Error(`${directory} is a file`), { code: 'ENOTDIR' });
    return;
  }
  make(dirname(directory));
  try {
    mkdirSync(directory);
  } catch (error) {
    // another thread may have been first
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
