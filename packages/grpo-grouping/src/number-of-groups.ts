/** @throws RangeError unless a positive integer. */
export function checkNumGroups(numGroups: number): void {
  if (!Number.isInteger(numGroups) || numGroups < 1) throw new RangeError(`invalid numGroups: ${numGroups}; expected a positive integer`);
}
