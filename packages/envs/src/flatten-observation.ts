import { flatSize } from './spaces.ts';
import type { Discrete, Space } from './spaces.ts';

/** What is wrong with a value that should be an observation. */
export interface ObservationFault {
  readonly what: string;
  readonly expected: string;
  readonly value: unknown;
}

/**
 * Writes an observation, flattened as Gymnasium's `flatten` does, at `offset`. Numbers of a Box have to be finite; they may lie
 * outside its bounds, as in Gymnasium.
 * @returns null, or what is wrong (the target is then undefined).
 */
export function flattenObservation(
  space: Space, observation: unknown, target: Float32Array, offset: number, what = 'observation',
): ObservationFault | null {
  switch (space.kind) {
    case 'Discrete': {
      const index = typeof observation === 'number' ? observation - space.start : -1;
      if (!Number.isInteger(index) || index < 0 || index >= space.n) {
        return { what, expected: `an integer from ${space.start} to ${space.start + space.n - 1}`, value: observation };
      }
      target.fill(0, offset, offset + space.n);
      target[offset + index] = 1;
      return null;
    }
    case 'Box':
      return flattenNumbers(space.low.length, observation, target, offset, what);
    case 'MultiDiscrete': {
      const numbers = observation as ArrayLike<unknown> | null | undefined;
      if (typeof observation !== 'object' || numbers?.length !== space.sizes.length) {
        return { what, expected: `${space.sizes.length} integers`, value: observation };
      }
      const parts = space.sizes.map((n): Discrete => ({ kind: 'Discrete', n, start: 0 }));
      return flattenParts(parts, (i) => numbers[i], (i) => `${what}[${i}]`, target, offset);
    }
    case 'Tuple': {
      if (!Array.isArray(observation) || observation.length !== space.spaces.length) {
        return { what, expected: `an array of ${space.spaces.length}`, value: observation };
      }
      return flattenParts(space.spaces, (i) => observation[i] as unknown, (i) => `${what}[${i}]`, target, offset);
    }
    case 'Dict': {
      if (typeof observation !== 'object' || observation === null) {
        return { what, expected: `an object with ${space.keys.join(', ')}`, value: observation };
      }
      const parts = observation as Record<string, unknown>;
      return flattenParts(space.spaces, (i) => parts[space.keys[i]!], (i) => `${what}.${space.keys[i]}`, target, offset);
    }
  }
}

function flattenParts(
  spaces: readonly Space[], part: (i: number) => unknown, name: (i: number) => string, target: Float32Array, offset: number,
): ObservationFault | null {
  let at = offset;
  for (let i = 0; i < spaces.length; i++) {
    const fault = flattenObservation(spaces[i]!, part(i), target, at, name(i));
    if (fault) return fault;
    at += flatSize(spaces[i]!);
  }
  return null;
}

function flattenNumbers(
  size: number, observation: unknown, target: Float32Array, offset: number, what: string,
): ObservationFault | null {
  const numbers = observation as ArrayLike<unknown> | null | undefined;
  if (typeof observation !== 'object' || numbers?.length !== size) {
    return { what, expected: `${size} finite numbers`, value: observation };
  }
  for (let i = 0; i < size; i++) {
    const number = numbers[i];
    if (typeof number !== 'number' || !Number.isFinite(Math.fround(number))) {
      return { what: `${what}[${i}]`, expected: 'a number that is finite in float32', value: number };
    }
    target[offset + i] = number;
  }
  return null;
}
