/** @throws RangeError unless an integer ≥ 0. */
export function checkSeed(seed: number): void {
  if (!Number.isSafeInteger(seed) || seed < 0) throw new RangeError(`invalid seed: ${seed}; expected an integer >= 0`);
}

/** A 32-bit seed for each draw: both numbers mixed by the finaliser of MurmurHash3 (Appleby, public domain). */
export function seedOfDraw(seed: number, draw: number): number {
  let hash = 0;
  for (const word of [seed >>> 0, Math.floor(seed / 2 ** 32), draw]) {
    hash = (hash ^ word) + 0x9e3779b9;
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash >>> 0;
}
