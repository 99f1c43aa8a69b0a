/** More would only exhaust memory. */
const mostGroups = 65_536;

/** @throws RangeError unless a positive integer, of {@link mostGroups} at most. */
export function checkNumGroups(numGroups: number): void {
  if (!Number.isSafeInteger(numGroups) || numGroups < 1) throw new RangeError(`invalid numGroups: ${numGroups}; expected a positive integer`);
  if (numGroups > mostGroups) throw new RangeError(`invalid numGroups: ${numGroups}; expected at most ${mostGroups}`);
}
