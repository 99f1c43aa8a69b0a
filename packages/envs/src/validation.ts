/** @throws RangeError unless the value is an integer of at least `minimum` that a double holds exactly. */
export function checkInteger(name: string, value: unknown, minimum: number): asserts value is number {
  if (!Number.isSafeInteger(value) || (value as number) < minimum) {
    throw new RangeError(`invalid ${name}: ${String(value)}; expected an integer >= ${minimum}`);
  }
}

/** @throws RangeError unless the value is a finite number above (or, if `inclusive`, at least) zero. */
export function checkPositive(name: string, value: unknown, { inclusive = false } = {}): asserts value is number {
  if (typeof value !== 'number' || !(inclusive ? value >= 0 : value > 0) || value === Infinity) {
    throw new RangeError(`invalid ${name}: ${String(value)}; expected a finite number ${inclusive ? '>=' : '>'} 0`);
  }
}

/** @throws TypeError when the options hold a name that is not among the known ones. */
export function checkOptionNames(options: object, known: readonly string[]): void {
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) throw new TypeError(`unknown option: ${name}; expected one of ${known.join(', ')}`);
  }
}

/** @throws RangeError when an array has another length than needed. */
export function checkLength(name: string, actual: number, expected: number): void {
  if (actual !== expected) throw new RangeError(`invalid length of ${name}: ${actual}; expected ${expected}`);
}
