import { existsSync, linkSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { pid } from 'node:process';
import { randomUUID } from 'node:crypto';

/** Name of the file that says who writes to a folder. */
export const lockName = 'lock';

/** Whether a file belongs to a lock: one that is held, or what a process left that was killed while it took it. */
export const isOfLock = (name: string): boolean => name === lockName || name.startsWith(`${lockName}.`);

/** A process that writes to the folder already. */
export class FolderLockError extends Error {
  override readonly name = 'FolderLockError';
}

/** Who holds a lock. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the process began, as the system counts it, so that a later process of the same number is not taken for it; null where it does not tell. */
  readonly started: string | null;
}

/**
 * Takes a folder for this process; the returned function gives it back. A lock whose process has ended, killed ones too, is taken over.
 * @throws FolderLockError while a living process has it, this one included, or one on another machine.
 */
export function lockFolder(directory: string): () => void {
  const path = join(directory, lockName);
  const holder: Holder = { pid, host: hostname(), started: startOf(pid) };
  const own = `${path}.${randomUUID()}`;
  writeFileSync(own, JSON.stringify(holder));
  try {
    removeLeftovers(directory);
    // a link appears whole or not at all, and never in place of another
    while (!link(own, path)) {
      const text = read(path);
      if (text === null) continue;
      const other = parse(text);
      if (other && isAlive(other)) {
        const where = other.host === holder.host ? '' : ` on ${other.host}; remove ${path} if that has ended`;
        throw new FolderLockError(`${directory} is being written to by process ${other.pid}${where}`);
      }
      removeStale(path, text);
    }
  } finally {
    rmSync(own, { force: true });
  }
  return () => {
    rmSync(path, { force: true });
  };
}

function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Another process may have taken the place of the one that was read: its lock is put back. */
function removeStale(path: string, text: string): void {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const taken = read(aside);
  if (taken !== null && taken !== text) link(aside, path);
  rmSync(aside, { force: true });
}

/** What processes left that were killed while they took the lock; one that still lives, here or elsewhere, needs its file. */
function removeLeftovers(directory: string): void {
  for (const name of readdirSync(directory)) {
    if (!name.startsWith(`${lockName}.`)) continue;
    const path = join(directory, name);
    const other = parse(read(path) ?? '');
    if (other && !isAlive(other)) rmSync(path, { force: true });
  }
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function parse(text: string): Holder | null {
  try {
    const holder = JSON.parse(text) as Holder | null;
    const isSound = holder && Number.isInteger(holder.pid) && holder.pid > 0 && holder.pid < 2 ** 31 && typeof holder.host === 'string' && holder.host.length < 256;
    return isSound ? holder : null;
  } catch {
    return null;
  }
}

function isAlive({ pid: other, host, started }: Holder): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(other, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return started === null || startOf(other) === started;
}

/** Field 22 of Linux's /proc/PID/stat; the name in field 2 may hold spaces and brackets. */
function startOf(process: number): string | null {
  const path = `/proc/${process}/stat`;
  if (!existsSync(path)) return null;
  const text = read(path);
  return text === null ? null : (text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null);
}
