import { box, discrete, tuple } from './spaces.ts';
import type { Space } from './spaces.ts';
import { decodeArray } from './typed-array-state.ts';

/** What tooling/fixtures/gymnasium_environments.py writes: numbers in hexadecimal, or as they are where they are integers. */
export interface ParityFixture {
  id: string;
  spaces: { observation: DescribedSpace; action: DescribedSpace };
  firstObservations: { seeds: number[]; observations: string | number[] };
  episodes: {
    seed: number; options: Record<string, unknown>; actions: string; rewards: string | number[]; terminated: string; truncated: string;
    observations: string | number[]; following: string | number[]; states?: string; masks?: string;
  }[];
  vectors: Record<'sameStep' | 'nextStep', {
    numEnvs: number; seed: number; steps: number; options: Record<string, unknown>; actions: string; rewards: string | number[];
    terminated: string; truncated: string; firsts: string | number[];
  }>;
}

type DescribedSpace =
  | { kind: 'Discrete'; n: number; start: number }
  | { kind: 'Box'; shape: number[]; low: string; high: string }
  | { kind: 'Tuple'; spaces: DescribedSpace[] };

export function doubles(text: string): Float64Array {
  const array = new Float64Array(text.length / 16);
  decodeArray('fixture', text, array);
  return array;
}

export function floats(text: string): Float32Array {
  const words = new Int32Array(text.length / 8);
  decodeArray('fixture', text, words);
  return new Float32Array(words.buffer);
}

const pair = new Float32Array(2);
const bits = new Int32Array(pair.buffer);
const order = (word: number): number => (word < 0 ? -2147483648 - word : word);

/** Distance of two float32 numbers in units in the last place. */
export function ulps(a: number, b: number): number {
  pair[0] = a;
  pair[1] = b;
  return Math.abs(order(bits[0]!) - order(bits[1]!));
}

export function readSpace(described: DescribedSpace): Space {
  switch (described.kind) {
    case 'Discrete':
      return discrete(described.n, { start: described.start });
    case 'Box':
      return box(floats(described.low), floats(described.high), { shape: described.shape });
    case 'Tuple':
      return tuple(described.spaces.map(readSpace));
  }
}
