/**
 * How many advantages are of opposite sign in two normalisations of the same steps: one pushes the action's probability up, the other
 * down. A 0 has no sign.
 * @throws RangeError when the lengths differ.
 */
export function countSignChanges(before: Float32Array, after: Float32Array): number {
  if (after.length !== before.length) throw new RangeError(`invalid number of advantages: ${after.length}; expected ${before.length}`);
  let changes = 0;
  for (let i = 0; i < before.length; i++) {
    const [a, b] = [Math.sign(before[i]!), Math.sign(after[i]!)];
    changes += Number(a * b < 0);
  }
  return changes;
}
