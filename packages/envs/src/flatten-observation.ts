import type { Space } from './spaces.ts';

/** What is wrong with a value that should be an observation. */
export interface ObservationFault {
  readonly what: string;
  readonly expected: string;
  readonly value: unknown;
}

/**
 * Writes an observation, flattened, at `offset`: a Box's numbers, or a Discrete element's one-hot vector. Numbers have to
 * be finite; they may lie outside a Box's bounds, as in Gymnasium.
 * @returns null, or what is wrong (the target is then undefined).
 */
export function flattenObservation(
  space: Space, observation: unknown, target: Float32Array, offset: number,
): ObservationFault | null {
  if (space.kind === 'Discrete') {
    const index = typeof observation === 'number' ? observation - space.start : -1;
    if (!Number.isInteger(index) || index < 0 || index >= space.n) {
      return { what: 'observation', expected: `an integer from ${space.start} to ${space.start + space.n - 1}`, value: observation };
    }
    target.fill(0, offset, offset + space.n);
    target[offset + index] = 1;
    return null;
  }
  const size = space.low.length;
  const numbers = observation as ArrayLike<unknown> | null | undefined;
  if (typeof observation !== 'object' || numbers?.length !== size) {
    return { what: 'observation', expected: `${size} finite numbers`, value: observation };
  }
  for (let i = 0; i < size; i++) {
    const number = numbers[i];
    if (typeof number !== 'number' || !Number.isFinite(Math.fround(number))) {
      return { what: `observation[${i}]`, expected: 'a number that is finite in float32', value: number };
    }
    target[offset + i] = number;
  }
  return null;
}
