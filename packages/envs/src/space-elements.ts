import type { Generator } from './generator.ts';
import type { Box, Discrete, MultiDiscrete, Space, SpaceElement } from './spaces.ts';

/**
 * A random element, equal to what Gymnasium's seeded space draws: uniform where bounded, normal where unbounded, shifted
 * exponential where bounded on one side. The parts of a Tuple or Dict are drawn in turn from the one generator (Gymnasium
 * gives each part a generator of its own).
 */
export function sample(space: Discrete, generator: Generator): number;
export function sample(space: Box, generator: Generator): Float32Array;
export function sample(space: Discrete | Box, generator: Generator): number | Float32Array;
export function sample(space: Space, generator: Generator): SpaceElement;
export function sample(space: Space, generator: Generator): SpaceElement {
  switch (space.kind) {
    case 'Discrete':
      return space.start + generator.integers(0, space.n);
    case 'Box':
      return sampleBox(space, generator);
    case 'MultiDiscrete':
      return Int32Array.from(space.sizes, (size) => Math.floor(generator.random() * size));
    case 'Tuple':
      return space.spaces.map((part) => sample(part, generator));
    case 'Dict':
      return Object.fromEntries(space.keys.map((key, i) => [key, sample(space.spaces[i]!, generator)]));
  }
}

function sampleBox({ low, high }: Box, generator: Generator): Float32Array {
  const element = new Float32Array(low.length);
  const fill = (finiteLow: boolean, finiteHigh: boolean, draw: (i: number) => number): void => {
    for (let i = 0; i < element.length; i++) {
      if (low[i]! > -Infinity === finiteLow && high[i]! < Infinity === finiteHigh) element[i] = draw(i);
    }
  };
  fill(false, false, () => generator.standardNormal());
  fill(true, false, (i) => generator.standardExponential() + low[i]!);
  fill(false, true, (i) => -generator.standardExponential() + high[i]!);
  fill(true, true, (i) => generator.uniform(low[i]!, high[i]!));
  return element;
}

/** Whether the value is an element of the space; NaN never is. */
export function contains(space: Space, value: unknown): boolean {
  switch (space.kind) {
    case 'Discrete':
      return Number.isInteger(value) && (value as number) >= space.start && (value as number) < space.start + space.n;
    case 'Box':
      return allNumbers(value, space.low.length, (number, i) => number >= space.low[i]! && number <= space.high[i]!);
    case 'MultiDiscrete':
      return allNumbers(value, space.sizes.length, (number, i) => Number.isInteger(number) && isIndex(space, number, i));
    case 'Tuple':
      return (
        Array.isArray(value) &&
        value.length === space.spaces.length &&
        space.spaces.every((part, i) => contains(part, value[i]))
      );
    case 'Dict':
      return (
        typeof value === 'object' &&
        value !== null &&
        Object.keys(value).length === space.keys.length &&
        space.keys.every((key, i) => contains(space.spaces[i]!, (value as Record<string, unknown>)[key]))
      );
  }
}

const isIndex = ({ sizes }: MultiDiscrete, number: number, i: number): boolean => number >= 0 && number < sizes[i]!;

function allNumbers(value: unknown, length: number, test: (number: number, i: number) => boolean): boolean {
  if (!Array.isArray(value) && !ArrayBuffer.isView(value)) return false;
  const array = value as unknown as ArrayLike<unknown>;
  if (array.length !== length) return false;
  for (let i = 0; i < length; i++) {
    const number = array[i];
    if (typeof number !== 'number' || !test(number, i)) return false;
  }
  return true;
}
