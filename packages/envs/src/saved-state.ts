import { shownValue } from './shown-value.ts';
import { checkInteger, checkNumbers } from './validation.ts';
import type { EnvState } from './vector-env.ts';

/** The fields of what `getState` returned. @throws TypeError for what holds none. */
export function savedFields(state: unknown): Readonly<Record<string, EnvState | undefined>> {
  if (typeof state !== 'object' || state === null || Array.isArray(state)) throw new TypeError(`invalid state: ${shownValue(state)}; expected an object`);
  return state as Record<string, EnvState>;
}

/** Writes saved numbers back into the array that they come from. @throws TypeError or RangeError unless there are as many. */
export function restoreNumbers(name: string, saved: unknown, target: Float32Array | Int32Array | Uint8Array): void {
  checkNumbers(`state: ${name}`, saved, target.length);
  target.set(saved);
}

/** @throws RangeError unless a saved number is an integer from 0, below `end`. */
export function savedIndex(name: string, saved: unknown, end = Infinity): number {
  checkInteger(`state: ${name}`, saved, 0);
  if (saved >= end) throw new RangeError(`invalid state: ${name}: ${saved}; expected an integer below ${end}`);
  return saved;
}
