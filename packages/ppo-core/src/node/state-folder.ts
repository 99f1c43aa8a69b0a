import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { StateError } from '../errors.ts';
import { unpackState } from '../state-file.ts';

const current = 'state.bin';
const previous = 'previous.bin';

/**
 * Writes an agent's state into a folder so that at every instant at least one whole state lies there: to a temporary name, synced,
 * then renamed; the state before stays as `previous.bin`.
 */
export function writeState(directory: string, state: Uint8Array): void {
  mkdirSync(directory, { recursive: true });
  const temporary = join(directory, `${current}.tmp`);
  const file = openSync(temporary, 'w');
  try {
    for (let offset = 0; offset < state.length; ) offset += writeSync(file, state, offset);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  // a damaged file must not take the place of the whole one that a reader fell back on
  if (isWhole(join(directory, current))) renameSync(join(directory, current), join(directory, previous));
  renameSync(temporary, join(directory, current));
  syncDirectory(directory);
}

/**
 * The newest whole state in a folder, or null where there is none at all; `damage` says why an earlier one had to serve.
 * @throws StateError when states are there and none is whole.
 */
export function readState(directory: string): { readonly state: Uint8Array; readonly damage: string | null } | null {
  let damage: string | null = null;
  for (const name of [current, previous]) {
    const path = join(directory, name);
    if (!existsSync(path)) continue;
    const state = new Uint8Array(readFileSync(path));
    try {
      unpackState(state);
      return { state, damage };
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      damage = `${path}: ${error.message}`;
    }
  }
  if (damage !== null) throw new StateError(damage);
  return null;
}

function isWhole(path: string): boolean {
  if (!existsSync(path)) return false;
  try {
    unpackState(new Uint8Array(readFileSync(path)));
    return true;
  } catch (error) {
    if (error instanceof StateError) return false;
    throw error;
  }
}

/** Makes renames in a folder durable; some platforms cannot open a folder, and rename durably without. */
function syncDirectory(directory: string): void {
  let handle: number;
  try {
    handle = openSync(directory, 'r');
  } catch {
    return;
  }
  try {
    fsyncSync(handle);
  } catch (error) {
    if (!['EISDIR', 'EINVAL', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    closeSync(handle);
  }
}
