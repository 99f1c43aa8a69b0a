import type { Generator } from './generator.ts';
import { checkInteger, checkLength } from './validation.ts';

/** `n` actions or states, `start` … `start + n - 1`; flattened to a one-hot vector. */
export interface Discrete {
  readonly kind: 'Discrete';
  readonly n: number;
  readonly start: number;
}

/** Float32 arrays of a shape (here always flattened, row-major), each element within [low, high]. */
export interface Box {
  readonly kind: 'Box';
  readonly shape: readonly number[];
  /** One bound an element, rounded to float32. */
  readonly low: Float32Array;
  readonly high: Float32Array;
}

export type Space = Discrete | Box;

/** An element of a space: a number of a Discrete one, a flat array of a Box. */
export type SpaceElement = number | ArrayLike<number>;

/** @throws RangeError when n is not a positive integer or start not an integer. */
export function discrete(n: number, { start = 0 }: { start?: number } = {}): Discrete {
  checkInteger('n', n, 1);
  checkInteger('start', start, -Number.MAX_SAFE_INTEGER);
  return { kind: 'Discrete', n, start };
}

/**
 * A box with one bound for all elements (then with a shape) or one an element.
 * @throws RangeError when a size is not a positive integer, a bound is NaN, low > high, or the lengths do not fit the shape.
 */
export function box(
  low: number | ArrayLike<number>,
  high: number | ArrayLike<number>,
  { shape }: { shape?: readonly number[] } = {},
): Box {
  const given = typeof low === 'number' ? (typeof high === 'number' ? 1 : high.length) : low.length;
  const dimensions = [...(shape ?? [given])];
  for (const dimension of dimensions) checkInteger('shape', dimension, 1);
  const size = dimensions.reduce((product, dimension) => product * dimension, 1);
  const bounds = (name: string, bound: number | ArrayLike<number>): Float32Array => {
    const array = typeof bound === 'number' ? new Float32Array(size).fill(bound) : Float32Array.from(bound);
    checkLength(name, array.length, size);
    if (array.some(Number.isNaN)) throw new RangeError(`invalid ${name}: NaN; expected numbers`);
    return array;
  };
  const space: Box = { kind: 'Box', shape: dimensions, low: bounds('low', low), high: bounds('high', high) };
  space.low.forEach((bound, i) => {
    if (bound > space.high[i]!) throw new RangeError(`invalid low: ${bound}; expected at most high, ${space.high[i]}`);
  });
  return space;
}

/** Numbers in a flattened element: the one-hot length of a Discrete space, the product of a Box's shape. */
export function flatSize(space: Space): number {
  return space.kind === 'Discrete' ? space.n : space.low.length;
}

/** Numbers in an action as `VectorEnv.step` takes it: one (the index from 0) for Discrete, the flat size for Box. */
export function actionSize(space: Space): number {
  return space.kind === 'Discrete' ? 1 : space.low.length;
}

/**
 * A random element, equal to what Gymnasium's seeded space draws: uniform where bounded, normal where unbounded, shifted
 * exponential where bounded on one side.
 */
export function sample(space: Discrete, generator: Generator): number;
export function sample(space: Box, generator: Generator): Float32Array;
export function sample(space: Space, generator: Generator): number | Float32Array;
export function sample(space: Space, generator: Generator): number | Float32Array {
  if (space.kind === 'Discrete') return space.start + generator.integers(0, space.n);
  const { low, high } = space;
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
  if (space.kind === 'Discrete') {
    return Number.isInteger(value) && (value as number) >= space.start && (value as number) < space.start + space.n;
  }
  if (!Array.isArray(value) && !ArrayBuffer.isView(value)) return false;
  const array = value as unknown as ArrayLike<unknown>;
  if (array.length !== space.low.length) return false;
  for (let i = 0; i < array.length; i++) {
    const number = array[i];
    if (typeof number !== 'number' || !(number >= space.low[i]! && number <= space.high[i]!)) return false;
  }
  return true;
}

/** Whether two spaces have the same elements. */
export function equalSpaces(a: Space, b: Space): boolean {
  return JSON.stringify(describeSpace(a)) === JSON.stringify(describeSpace(b));
}

/** JSON-serialisable description; infinite bounds are the strings `Infinity` and `-Infinity`. */
export type SpaceDescription =
  | { readonly kind: 'Discrete'; readonly n: number; readonly start: number }
  | {
      readonly kind: 'Box';
      readonly shape: readonly number[];
      readonly low: readonly (number | string)[];
      readonly high: readonly (number | string)[];
    };

export function describeSpace(space: Space): SpaceDescription {
  if (space.kind === 'Discrete') return { kind: 'Discrete', n: space.n, start: space.start };
  const bounds = (array: Float32Array): (number | string)[] =>
    Array.from(array, (bound) => (Number.isFinite(bound) ? bound : String(bound)));
  return { kind: 'Box', shape: space.shape, low: bounds(space.low), high: bounds(space.high) };
}

/** Short text: `Discrete(2)`, `Box([-1 -2], [1 2], [2])`. */
export function spaceToString(space: Space): string {
  if (space.kind === 'Discrete') return space.start === 0 ? `Discrete(${space.n})` : `Discrete(${space.n}, start=${space.start})`;
  const bounds = (array: Float32Array): string => {
    const numbers = Array.from(array, (bound) => String(Number(bound.toPrecision(7))));
    return numbers.every((bound) => bound === numbers[0]) ? numbers[0]! : `[${numbers.join(' ')}]`;
  };
  return `Box(${bounds(space.low)}, ${bounds(space.high)}, [${space.shape.join(', ')}])`;
}
