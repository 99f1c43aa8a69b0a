import type { SeedSequence } from './seed-sequence.ts';

// PCG XSL-RR 128/64 (M. E. O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms for
// Random Number Generation", 2014), seeded and drawn from as NumPy's PCG64 is (numpy/random/src/pcg64, MIT/Apache-2).
//
// One generator is PCG64_WORDS int32 words at some offset of an array, so that a vector of environments keeps all of its
// generators in one array: state (4 limbs, lowest first), increment (4), buffer flag, buffered half, last output (2).

// Bound once: in a sandbox with a global object of its own (tests) each look-up of Math would cost more than the draw.
const { imul, floor, clz32 } = Math;

/** Words that one generator takes. */
export const PCG64_WORDS = 12;
const INCREMENT = 4;
/** 1 when the upper half of the last output waits to be drawn as 32 bits. */
const HAS_BUFFERED = 8;
const BUFFERED = 9;
/** Lower and upper half of the last output. */
export const OUTPUT_LOW = 10;
export const OUTPUT_HIGH = 11;

// The multiplier 0x2360ed051fc65da44385df649fccf645.
const M0 = 0x9fccf645;
const M1 = 0x4385df64;
const M2 = 0x1fc65da4;
const M3 = 0x2360ed05;
const TWO_32 = 0x100000000;
const INVERSE_TWO_32 = 1 / TWO_32;
const INVERSE_TWO_53 = 1 / 9007199254740992;

/** Advances the generator and leaves the 64 bits drawn in the two output words. */
export function nextUint64(words: Int32Array, offset: number): void {
  const s0 = words[offset]! >>> 0;
  const s1 = words[offset + 1]! >>> 0;
  const s2 = words[offset + 2]! >>> 0;
  const s3 = words[offset + 3]!;
  // A product of two words rounds to 53 bits; less its exact low word it is a multiple of 2^32 to within 2^12, so that
  // rounding gives the high word exactly.
  const low00 = imul(s0, M0) >>> 0;
  const low01 = imul(s0, M1) >>> 0;
  const low10 = imul(s1, M0) >>> 0;
  const low02 = imul(s0, M2) >>> 0;
  const low11 = imul(s1, M1) >>> 0;
  const low20 = imul(s2, M0) >>> 0;
  const high00 = floor((s0 * M0 - low00) * INVERSE_TWO_32 + 0.5);
  const high01 = floor((s0 * M1 - low01) * INVERSE_TWO_32 + 0.5);
  const high10 = floor((s1 * M0 - low10) * INVERSE_TWO_32 + 0.5);
  const high =
    floor((s0 * M2 - low02) * INVERSE_TWO_32 + 0.5) +
    floor((s1 * M1 - low11) * INVERSE_TWO_32 + 0.5) +
    floor((s2 * M0 - low20) * INVERSE_TWO_32 + 0.5);
  const c0 = low00 + (words[offset + INCREMENT]! >>> 0);
  const c1 = high00 + low01 + low10 + (words[offset + INCREMENT + 1]! >>> 0) + (c0 >= TWO_32 ? 1 : 0);
  const c2 =
    high01 + high10 + low02 + low11 + low20 + (words[offset + INCREMENT + 2]! >>> 0) + floor(c1 * INVERSE_TWO_32);
  const c3 =
    imul(s0, M3) + imul(s1, M2) + imul(s2, M1) + imul(s3, M0) +
    words[offset + INCREMENT + 3]! + high + floor(c2 * INVERSE_TWO_32);
  const n0 = c0 | 0;
  const n1 = c1 | 0;
  const n2 = c2 | 0;
  const n3 = c3 | 0;
  words[offset] = n0;
  words[offset + 1] = n1;
  words[offset + 2] = n2;
  words[offset + 3] = n3;
  const low = n2 ^ n0;
  const highWord = n3 ^ n1;
  const rotation = n3 >>> 26;
  const a = rotation & 32 ? highWord : low;
  const b = rotation & 32 ? low : highWord;
  const shift = rotation & 31;
  words[offset + OUTPUT_LOW] = (a >>> shift) | ((b << 1) << (31 - shift));
  words[offset + OUTPUT_HIGH] = (b >>> shift) | ((a << 1) << (31 - shift));
}

/** Uniform in [0, 1) with 53 random bits, as NumPy's `random()`. */
export function nextDouble(words: Int32Array, offset: number): number {
  nextUint64(words, offset);
  return ((words[offset + OUTPUT_HIGH]! >>> 0) * 2097152 + (words[offset + OUTPUT_LOW]! >>> 11)) * INVERSE_TWO_53;
}

/** 32 random bits: the lower half of an output, then its upper half. */
export function nextUint32(words: Int32Array, offset: number): number {
  if (words[offset + HAS_BUFFERED] !== 0) {
    words[offset + HAS_BUFFERED] = 0;
    return words[offset + BUFFERED]! >>> 0;
  }
  nextUint64(words, offset);
  words[offset + HAS_BUFFERED] = 1;
  words[offset + BUFFERED] = words[offset + OUTPUT_HIGH]!;
  return words[offset + OUTPUT_LOW]! >>> 0;
}

/**
 * Uniform integer in [0, bound), 1 <= bound <= 2^32, by Lemire's method on 32 bits
 * (D. Lemire, "Fast Random Integer Generation in an Interval", 2019).
 */
export function nextBounded32(words: Int32Array, offset: number, bound: number): number {
  if (bound === 1) return 0;
  let draw = nextUint32(words, offset);
  if (bound === TWO_32) return draw;
  let leftover = imul(draw, bound) >>> 0;
  if (leftover < bound) {
    const threshold = (TWO_32 - bound) % bound;
    while (leftover < threshold) {
      draw = nextUint32(words, offset);
      leftover = imul(draw, bound) >>> 0;
    }
  }
  return floor((draw * bound - leftover) * INVERSE_TWO_32 + 0.5);
}

/** Uniform integer in [0, max], max < 2^32, by masked rejection: what NumPy shuffles with. */
export function nextMasked32(words: Int32Array, offset: number, max: number): number {
  if (max === 0) return 0;
  const mask = 0xffffffff >>> clz32(max);
  let draw = (nextUint32(words, offset) & mask) >>> 0;
  while (draw > max) draw = (nextUint32(words, offset) & mask) >>> 0;
  return draw;
}

/** Seeds the generator at `offset`. */
export function seedPcg64(words: Int32Array, offset: number, sequence: SeedSequence): void {
  const seed = sequence.generateState(8);
  // Each pair is one 64-bit word, low half first; the words are state high, state low, increment high, increment low.
  const state = [seed[2]!, seed[3]!, seed[0]!, seed[1]!];
  const stream = [seed[6]!, seed[7]!, seed[4]!, seed[5]!];
  words.fill(0, offset, offset + PCG64_WORDS);
  for (let limb = 0; limb < 4; limb++) {
    words[offset + INCREMENT + limb] = (stream[limb]! << 1) | (limb === 0 ? 1 : stream[limb - 1]! >>> 31);
  }
  nextUint64(words, offset);
  let carry = 0;
  for (let limb = 0; limb < 4; limb++) {
    const sum = (words[offset + limb]! >>> 0) + state[limb]! + carry;
    words[offset + limb] = sum | 0;
    carry = sum >= TWO_32 ? 1 : 0;
  }
  nextUint64(words, offset);
  words[offset + OUTPUT_LOW] = 0;
  words[offset + OUTPUT_HIGH] = 0;
}
