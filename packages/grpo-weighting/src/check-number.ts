/** @throws RangeError `invalid NAME: 3; expected …` unless the value is valid. */
export function checkNumber(name: string, value: number, isValid: boolean, expected: string): void {
  if (!isValid) throw new RangeError(`invalid ${name}: ${value}; expected ${expected}`);
}
