import { savedFields } from './saved-state.ts';
import { checkInteger } from './validation.ts';

// Constants and hash of NumPy's SeedSequence (numpy/random/bit_generator.pyx, BSD-3), which follows M. E. O'Neill's
// "Developing a seed_seq Alternative" (2015).
const POOL_SIZE = 4;
const INIT_A = 0x43b0d7e5;
const MULT_A = 0x931e8875;
const INIT_B = 0x8b51f9dd;
const MULT_B = 0x58f38ded;
const MIX_MULT_LEFT = 0xca01f9dd;
const MIX_MULT_RIGHT = 0x4973f715;

/** A non-negative safe integer, or several of any size up to 2^53 - 1 (a larger number: its 32-bit words, lowest first). */
export type Entropy = number | ArrayLike<number>;

/** JSON form of a {@link SeedSequence}. */
export type SeedSequenceState = {
  readonly entropy: readonly number[];
  readonly spawnKey: readonly number[];
  readonly childrenSpawned: number;
};

/** Splits non-negative integers into 32-bit words, lowest first, as NumPy does. */
function toWords(name: string, numbers: ArrayLike<number>): number[] {
  const words: number[] = [];
  for (const value of Array.from(numbers)) {
    checkInteger(name, value, 0);
    words.push(value >>> 0);
    if (value > 0xffffffff) words.push(Math.floor(value / 0x100000000));
  }
  return words;
}

function mix(x: number, y: number): number {
  const result = Math.imul(MIX_MULT_LEFT, x) - Math.imul(MIX_MULT_RIGHT, y);
  return result ^ (result >>> 16);
}

/**
 * Turns a seed of any size into the well-mixed initial state of a generator, and spawns independent children; equal to
 * NumPy's `SeedSequence` word for word.
 * @throws RangeError when the entropy or spawn key holds anything but non-negative safe integers.
 */
export class SeedSequence {
  readonly entropy: readonly number[];
  readonly spawnKey: readonly number[];
  childrenSpawned = 0;
  readonly #pool = new Int32Array(POOL_SIZE);

  constructor(entropy: Entropy, { spawnKey = [] }: { spawnKey?: readonly number[] } = {}) {
    this.entropy = typeof entropy === 'number' ? [entropy] : Array.from((entropy as ArrayLike<number> | null | undefined) ?? [NaN]);
    this.spawnKey = Array.from(spawnKey);
    const words = toWords('seed', this.entropy);
    if (this.spawnKey.length > 0) {
      while (words.length < POOL_SIZE) words.push(0);
      words.push(...toWords('spawn key', this.spawnKey));
    }
    this.#mixEntropy(words);
  }

  #mixEntropy(words: readonly number[]): void {
    const pool = this.#pool;
    let constant = INIT_A;
    const hash = (word: number): number => {
      const mixed = word ^ constant;
      constant = Math.imul(constant, MULT_A);
      const value = Math.imul(mixed, constant);
      return value ^ (value >>> 16);
    };
    for (let i = 0; i < POOL_SIZE; i++) pool[i] = hash(words[i] ?? 0);
    for (let source = 0; source < POOL_SIZE; source++) {
      for (let target = 0; target < POOL_SIZE; target++) {
        if (source !== target) pool[target] = mix(pool[target]!, hash(pool[source]!));
      }
    }
    for (let source = POOL_SIZE; source < words.length; source++) {
      for (let target = 0; target < POOL_SIZE; target++) pool[target] = mix(pool[target]!, hash(words[source]!));
    }
  }

  /** The first `length` 32-bit words of the state for a generator. */
  generateState(length: number): Uint32Array {
    const state = new Uint32Array(length);
    let constant = INIT_B;
    for (let i = 0; i < length; i++) {
      const mixed = this.#pool[i % POOL_SIZE]! ^ constant;
      constant = Math.imul(constant, MULT_B);
      const value = Math.imul(mixed, constant);
      state[i] = value ^ (value >>> 16);
    }
    return state;
  }

  /** The next `count` children; each call gives others. */
  spawn(count: number): SeedSequence[] {
    checkInteger('count', count, 0);
    const children = Array.from(
      { length: count },
      (_, i) => new SeedSequence(this.entropy, { spawnKey: [...this.spawnKey, this.childrenSpawned + i] }),
    );
    this.childrenSpawned += count;
    return children;
  }

  getState(): SeedSequenceState {
    return { entropy: this.entropy, spawnKey: this.spawnKey, childrenSpawned: this.childrenSpawned };
  }

  static fromState(state: SeedSequenceState): SeedSequence {
    const { entropy, spawnKey, childrenSpawned } = savedFields(state) as unknown as SeedSequenceState;
    checkInteger('childrenSpawned', childrenSpawned, 0);
    const sequence = new SeedSequence(entropy, { spawnKey });
    sequence.childrenSpawned = childrenSpawned;
    return sequence;
  }
}
