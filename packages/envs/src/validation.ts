import { shownValue } from './shown-value.ts';

/** @throws RangeError unless the value is an integer of at least `minimum` that a double holds exactly. */
export function checkInteger(name: string, value: unknown, minimum: number): asserts value is number {
  if (!Number.isSafeInteger(value) || (value as number) < minimum) {
    throw new RangeError(`invalid ${name}: ${shownValue(value)}; expected an integer >= ${minimum}`);
  }
}

/** @throws RangeError unless the value is a finite number above (or, if `inclusive`, at least) zero. */
export function checkPositive(name: string, value: unknown, { inclusive = false } = {}): asserts value is number {
  if (typeof value !== 'number' || !(inclusive ? value >= 0 : value > 0) || value === Infinity) {
    throw new RangeError(`invalid ${name}: ${shownValue(value)}; expected a finite number ${inclusive ? '>=' : '>'} 0`);
  }
}

/** @throws RangeError unless the value is a number from 0 to 1. */
export function checkProbability(name: string, value: unknown): asserts value is number {
  if (typeof value !== 'number' || !(value >= 0 && value <= 1)) throw new RangeError(`invalid ${name}: ${shownValue(value)}; expected a number from 0 to 1`);
}

/** @throws TypeError when the options hold a name that is not among the known ones. */
export function checkOptionNames(options: object, known: readonly string[]): void {
  if (typeof options !== 'object' || (options as unknown) === null) throw new TypeError(`invalid options: ${shownValue(options)}; expected an object`);
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) throw new TypeError(`unknown option: ${shownValue(name)}; expected one of ${known.join(', ')}`);
  }
}

/** @throws RangeError when an array has another length than needed. */
export function checkLength(name: string, actual: number, expected: number): void {
  if (actual !== expected) throw new RangeError(`invalid length of ${name}: ${actual}; expected ${expected}`);
}

/** @throws TypeError unless it is an array of numbers, typed or not; RangeError when it has another length than needed. */
export function checkNumbers(name: string, value: unknown, length: number): asserts value is ArrayLike<number> {
  const isTyped = ArrayBuffer.isView(value);
  if (!isTyped && !Array.isArray(value)) throw new TypeError(`invalid ${name}: ${shownValue(value)}; expected ${length} numbers`);
  const entries = value as unknown as ArrayLike<unknown>;
  checkLength(name, entries.length, length);
  // all of a typed array's entries are of one type
  for (let i = 0; i < (isTyped ? 1 : length); i++) {
    if (typeof entries[i] !== 'number') throw new TypeError(`invalid ${name}: ${shownValue(entries[i])} at ${i}; expected ${length} numbers`);
  }
}
