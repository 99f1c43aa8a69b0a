import type { Space } from './spaces.ts';

/** JSON-serialisable description; infinite bounds are the strings `Infinity` and `-Infinity`. */
export type SpaceDescription =
  | { readonly kind: 'Discrete'; readonly n: number; readonly start: number }
  | {
      readonly kind: 'Box';
      readonly shape: readonly number[];
      readonly low: readonly (number | string)[];
      readonly high: readonly (number | string)[];
    }
  | { readonly kind: 'MultiDiscrete'; readonly sizes: readonly number[] }
  | { readonly kind: 'Tuple'; readonly spaces: readonly SpaceDescription[] }
  | { readonly kind: 'Dict'; readonly keys: readonly string[]; readonly spaces: readonly SpaceDescription[] };

export function describeSpace(space: Space): SpaceDescription {
  switch (space.kind) {
    case 'Discrete':
      return { kind: 'Discrete', n: space.n, start: space.start };
    case 'Box':
      return { kind: 'Box', shape: space.shape, low: describeBounds(space.low), high: describeBounds(space.high) };
    case 'MultiDiscrete':
      return { kind: 'MultiDiscrete', sizes: space.sizes };
    case 'Tuple':
      return { kind: 'Tuple', spaces: space.spaces.map(describeSpace) };
    case 'Dict':
      return { kind: 'Dict', keys: space.keys, spaces: space.spaces.map(describeSpace) };
  }
}

const describeBounds = (array: Float32Array): (number | string)[] =>
  Array.from(array, (bound) => (Number.isFinite(bound) ? bound : String(bound)));

/** Whether two spaces have the same elements. */
export function equalSpaces(a: Space, b: Space): boolean {
  return JSON.stringify(describeSpace(a)) === JSON.stringify(describeSpace(b));
}

/** Short text: `Discrete(2)`, `Box([-1 -2], [1 2], [2])`, `Tuple(Discrete(32), Discrete(2))`. */
export function spaceToString(space: Space): string {
  switch (space.kind) {
    case 'Discrete':
      return space.start === 0 ? `Discrete(${space.n})` : `Discrete(${space.n}, start=${space.start})`;
    case 'Box':
      return `Box(${boundsToString(space.low)}, ${boundsToString(space.high)}, [${space.shape.join(', ')}])`;
    case 'MultiDiscrete':
      return `MultiDiscrete([${space.sizes.join(' ')}])`;
    case 'Tuple':
      return `Tuple(${space.spaces.map(spaceToString).join(', ')})`;
    case 'Dict':
      return `Dict(${space.keys.map((key, i) => `${key}: ${spaceToString(space.spaces[i]!)}`).join(', ')})`;
  }
}

function boundsToString(array: Float32Array): string {
  const numbers = Array.from(array, (bound) => String(Number(bound.toPrecision(7))));
  return numbers.every((bound) => bound === numbers[0]) ? numbers[0]! : `[${numbers.join(' ')}]`;
}
