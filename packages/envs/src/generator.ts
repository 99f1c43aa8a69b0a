import {
  nextBounded32, nextDouble, nextMasked32, nextUint32, nextUint64, OUTPUT_HIGH, OUTPUT_LOW, PCG64_WORDS, seedPcg64,
} from './pcg64.ts';
import { savedFields } from './saved-state.ts';
import { SeedSequence } from './seed-sequence.ts';
import type { Entropy, SeedSequenceState } from './seed-sequence.ts';
import { checkInteger, checkNumbers } from './validation.ts';
import { nextStandardExponential, nextStandardNormal } from './ziggurat.ts';

/** JSON form of a {@link Generator}; `words` are the generator's 32-bit words. */
export type GeneratorState = {
  readonly words: readonly number[];
  readonly seedSequence: SeedSequenceState;
};

/**
 * Random numbers from PCG64; every method draws what the method of the same name of NumPy's
 * `Generator(PCG64(SeedSequence(seed)))` draws, so `new Generator(seed)` is `np.random.default_rng(seed)`.
 * @throws RangeError when the seed is not a non-negative safe integer, or an array of such.
 */
export class Generator {
  readonly #words = new Int32Array(PCG64_WORDS);
  #seedSequence: SeedSequence;

  constructor(seed: Entropy | SeedSequence) {
    this.#seedSequence = seed instanceof SeedSequence ? seed : new SeedSequence(seed);
    seedPcg64(this.#words, 0, this.#seedSequence);
  }

  /** Uniform in [0, 1), 53 random bits. */
  random(): number {
    return nextDouble(this.#words, 0);
  }

  /** Uniform in [low, high). */
  uniform(low: number, high: number): number {
    return low + (high - low) * nextDouble(this.#words, 0);
  }

  /**
   * Uniform integer in [low, high).
   * @throws RangeError unless low < high are integers and high - low is at most 2^32.
   */
  integers(low: number, high: number): number {
    const bound = high - low;
    if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high) || bound < 1 || bound > 0x100000000) {
      throw new RangeError(`invalid interval: [${low}, ${high}); expected integers with 1 <= high - low <= 2^32`);
    }
    return low + nextBounded32(this.#words, 0, bound);
  }

  /** Standard normal. */
  standardNormal(): number {
    return nextStandardNormal(this.#words, 0);
  }

  normal(mean = 0, standardDeviation = 1): number {
    return mean + standardDeviation * nextStandardNormal(this.#words, 0);
  }

  /** Exponential with mean 1. */
  standardExponential(): number {
    return nextStandardExponential(this.#words, 0);
  }

  /** 32 random bits; two successive draws share one 64-bit output, lower half first. */
  uint32(): number {
    return nextUint32(this.#words, 0);
  }

  /** 64 random bits, as the halves [low, high]. */
  uint64(): [number, number] {
    nextUint64(this.#words, 0);
    return [this.#words[OUTPUT_LOW]! >>> 0, this.#words[OUTPUT_HIGH]! >>> 0];
  }

  /** Fills with draws of {@link random}; float32 targets are rounded and may hold 1. */
  fillRandom(target: Float32Array | Float64Array): void {
    for (let i = 0; i < target.length; i++) target[i] = nextDouble(this.#words, 0);
  }

  /** Fills with draws of {@link standardNormal}. */
  fillStandardNormal(target: Float32Array | Float64Array): void {
    for (let i = 0; i < target.length; i++) target[i] = nextStandardNormal(this.#words, 0);
  }

  /** Shuffles in place. */
  shuffle(array: Int32Array): void {
    for (let i = array.length - 1; i > 0; i--) {
      const j = nextMasked32(this.#words, 0, i);
      const moved = array[i]!;
      array[i] = array[j]!;
      array[j] = moved;
    }
  }

  /** A random order of 0 … length - 1. */
  permutation(length: number): Int32Array {
    checkInteger('length', length, 0);
    const array = Int32Array.from({ length }, (_, i) => i);
    this.shuffle(array);
    return array;
  }

  /** `count` generators with streams of their own. */
  spawn(count: number): Generator[] {
    return this.#seedSequence.spawn(count).map((sequence) => new Generator(sequence));
  }

  getState(): GeneratorState {
    return { words: [...this.#words], seedSequence: this.#seedSequence.getState() };
  }

  /** @throws TypeError or RangeError for what is not such a state. */
  setState(state: GeneratorState): void {
    const { words, seedSequence } = savedFields(state) as unknown as GeneratorState;
    checkNumbers('generator state', words, PCG64_WORDS);
    this.#seedSequence = SeedSequence.fromState(seedSequence);
    this.#words.set(words);
  }
}
