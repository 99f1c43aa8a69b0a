/** @throws RangeError `invalid NAME: 3; expected …` unless the value is a number, and valid. */
export function checkNumber(name: string, value: number, isValid: boolean, expected: string): void {
  if (typeof value !== 'number' || !isValid) throw new RangeError(`invalid ${name}: ${typeof value === 'number' ? value : typeof value}; expected ${expected}`);
}
