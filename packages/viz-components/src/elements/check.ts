// Data come from anywhere: each field is looked at before it is used. `name` says where the value stands: `groups[2].steps`.

const shown = (value: unknown): string => (typeof value === 'object' && value !== null ? (Array.isArray(value) ? 'an array' : 'an object') : String(value).slice(0, 40));

const refuse = (value: unknown, name: string, expected: string): never => {
  throw new RangeError(`invalid ${name}: ${shown(value)}; expected ${expected}`);
};

/** @throws RangeError unless it is an object that is no array. */
export function checkObject(value: unknown, name: string): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : refuse(value, name, 'an object');
}

/** The values of an array as `check` leaves them. @throws RangeError unless it is an array. */
export function checkArray<T>(value: unknown, name: string, check: (value: unknown, name: string) => T): readonly T[] {
  return Array.isArray(value) ? value.map((entry, i) => check(entry, `${name}[${i}]`)) : refuse(value, name, 'an array');
}

/** @throws RangeError for an array of more entries than a picture has room for; what is no array is left to {@link checkArray}. */
export function checkLength(value: unknown, name: string, most: number): void {
  if (Array.isArray(value) && value.length > most) throw new RangeError(`invalid ${name}: ${value.length}; expected at most ${most}`);
}

/** @throws RangeError unless it is a finite number. */
export function checkNumber(value: unknown, name: string): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : refuse(value, name, 'a finite number');
}

/** @throws RangeError unless it is an integer, `least` at least. */
export function checkInteger(value: unknown, name: string, least: number): number {
  return Number.isInteger(value) && (value as number) >= least ? (value as number) : refuse(value, name, `an integer ≥ ${least}`);
}

/** @throws RangeError unless it is true or false. */
export function checkBoolean(value: unknown, name: string): boolean {
  return typeof value === 'boolean' ? value : refuse(value, name, 'true or false');
}

/** @throws RangeError unless it is a string. */
export function checkText(value: unknown, name: string): string {
  return typeof value === 'string' ? value : refuse(value, name, 'a string');
}

/** @throws RangeError unless it is one of `choices`. */
export function checkChoice<T extends string>(value: unknown, name: string, choices: readonly T[]): T {
  return choices.find((choice) => choice === value) ?? refuse(value, name, `one of ${choices.join(', ')}`);
}
