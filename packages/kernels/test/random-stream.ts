/** Seeded numbers for tests. */
export interface RandomStream {
  /** In [0, 1), representable in float32. */
  uniform(): number;
  normal(): number;
}

/** A stream by `mulberry32`. */
export function randomStream(seed: number): RandomStream {
  let state = seed | 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 8) / 2 ** 24;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}
