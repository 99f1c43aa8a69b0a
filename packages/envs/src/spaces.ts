import { shownValue } from './shown-value.ts';
import { checkInteger, checkLength, checkNumbers } from './validation.ts';

/** Numbers in a box, at most. */
const LARGEST = 2 ** 24;

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

/** Arrays of integers, element i in 0 … `sizes[i] - 1`; flattened to one one-hot vector after the other. */
export interface MultiDiscrete {
  readonly kind: 'MultiDiscrete';
  readonly sizes: readonly number[];
}

/** Arrays with one element of each space; flattened to their flattened elements one after the other. */
export interface Tuple {
  readonly kind: 'Tuple';
  readonly spaces: readonly Space[];
}

/** Objects with one element of a space a key; keys are sorted, as in Gymnasium, and flattened in that order. */
export interface Dict {
  readonly kind: 'Dict';
  readonly keys: readonly string[];
  readonly spaces: readonly Space[];
}

/** What a policy can choose from. */
export type ActionSpace = Discrete | Box;
export type Space = ActionSpace | MultiDiscrete | Tuple | Dict;

/** An element of a space: a number of a Discrete one, a flat array of a Box or MultiDiscrete, an array or object of elements. */
export type SpaceElement = number | ArrayLike<number> | readonly SpaceElement[] | { readonly [key: string]: SpaceElement };

/** @throws RangeError when n is not a positive integer or start not an integer. */
export function discrete(n: number, { start = 0 }: { start?: number } = {}): Discrete {
  checkInteger('n', n, 1);
  checkInteger('start', start, -Number.MAX_SAFE_INTEGER);
  return { kind: 'Discrete', n, start };
}

/**
 * A box with one bound for all elements (then with a shape) or one an element.
 * @throws RangeError when a size is not a positive integer, a bound is NaN, low > high, or the lengths do not fit the shape; TypeError for
 * bounds that are no numbers.
 */
export function box(
  low: number | ArrayLike<number>,
  high: number | ArrayLike<number>,
  { shape }: { shape?: readonly number[] } = {},
): Box {
  for (const [name, bound] of Object.entries({ low, high })) if (typeof bound !== 'number') checkNumbers(name, bound, (bound as ArrayLike<number> | null | undefined)?.length ?? 0);
  if (shape !== undefined && !Array.isArray(shape)) throw new TypeError(`invalid shape: ${shownValue(shape)}; expected an array`);
  const given = typeof low === 'number' ? (typeof high === 'number' ? 1 : high.length) : low.length;
  const dimensions = Array.from<number>(shape ?? [given]);
  for (const dimension of dimensions) checkInteger('shape', dimension, 1);
  const size = dimensions.reduce((product, dimension) => product * dimension, 1);
  if (size > LARGEST) throw new RangeError(`invalid shape: ${size} numbers; expected at most ${LARGEST}`);
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

/** @throws RangeError unless there is a size and each is a positive integer. */
export function multiDiscrete(sizes: readonly number[]): MultiDiscrete {
  checkNumbers('sizes', sizes, (sizes as typeof sizes | null | undefined)?.length ?? 0);
  if (sizes.length === 0) throw new RangeError('invalid sizes: none; expected at least one');
  for (const size of sizes) checkInteger('sizes', size, 1);
  return { kind: 'MultiDiscrete', sizes: [...sizes] };
}

/** @throws RangeError when there is no space, TypeError for what is none. */
export function tuple(spaces: readonly Space[]): Tuple {
  if (!Array.isArray(spaces)) throw new TypeError(`invalid spaces: ${shownValue(spaces)}; expected an array`);
  return { kind: 'Tuple', spaces: checkParts(spaces) };
}

/** @throws RangeError when there is no space, TypeError for what is none. */
export function dict(spaces: Readonly<Record<string, Space>>): Dict {
  if (typeof spaces !== 'object' || (spaces as unknown) === null) throw new TypeError(`invalid spaces: ${shownValue(spaces)}; expected an object`);
  const keys = Object.keys(spaces).sort();
  return { kind: 'Dict', keys, spaces: checkParts(keys.map((key) => spaces[key])) };
}

function checkParts(parts: readonly unknown[]): Space[] {
  if (parts.length === 0) throw new RangeError('invalid spaces: none; expected at least one');
  return Array.from(parts, (part) => {
    if (!isSpace(part)) throw new TypeError(`invalid space: ${shownValue(part)}; expected one made by box, discrete, multiDiscrete, tuple or dict`);
    return part;
  });
}

/** Whether a value is a space that one of the functions here made. */
export function isSpace(value: unknown): value is Space {
  const kind: unknown = (value as { kind?: unknown } | null | undefined)?.kind;
  return kind === 'Discrete' || kind === 'Box' || kind === 'MultiDiscrete' || kind === 'Tuple' || kind === 'Dict';
}

/** Whether a value is a space that a policy can act in. */
export function isActionSpace(value: unknown): value is ActionSpace {
  return isSpace(value) && (value.kind === 'Discrete' || value.kind === 'Box');
}

/** Numbers in a flattened element: one-hot lengths of Discrete and MultiDiscrete, the product of a Box's shape, sums of parts. */
export function flatSize(space: Space): number {
  switch (space.kind) {
    case 'Discrete':
      return space.n;
    case 'Box':
      return space.low.length;
    case 'MultiDiscrete':
      return space.sizes.reduce((sum, size) => sum + size, 0);
    case 'Tuple':
    case 'Dict':
      return space.spaces.reduce((sum, part) => sum + flatSize(part), 0);
  }
}

/** Numbers in an action as `VectorEnv.step` takes it: one (the index from 0) for Discrete, the flat size for Box. */
export function actionSize(space: ActionSpace): number {
  return space.kind === 'Discrete' ? 1 : space.low.length;
}
