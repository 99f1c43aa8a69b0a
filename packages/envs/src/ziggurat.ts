import { nextDouble, nextUint64, OUTPUT_HIGH, OUTPUT_LOW } from './pcg64.ts';
import {
  exponentialHeights, exponentialThresholds, exponentialWidths, normalHeights, normalThresholds, normalWidths,
} from './ziggurat-tables.ts';

// G. Marsaglia and W. W. Tsang, "The Ziggurat Method for Generating Random Variables" (2000), with NumPy's 256 layers and
// use of bits, so that each draw equals NumPy's.
const NORMAL_TAIL = 3.654152885361009;
const NORMAL_TAIL_INVERSE = 0.2736612373297583;
const EXPONENTIAL_TAIL = 7.69711747013105;

/** A draw from the standard normal distribution. */
export function nextStandardNormal(words: Int32Array, offset: number): number {
  for (;;) {
    nextUint64(words, offset);
    const low = words[offset + OUTPUT_LOW]!;
    const layer = low & 0xff;
    const magnitude = (words[offset + OUTPUT_HIGH]! & 0x1fffffff) * 8388608 + (low >>> 9);
    const x = (low & 0x100 ? -1 : 1) * (magnitude * normalWidths[layer]!);
    if (magnitude < normalThresholds[layer]!) return x;
    if (layer === 0) {
      for (;;) {
        const distance = -NORMAL_TAIL_INVERSE * Math.log1p(-nextDouble(words, offset));
        const y = -Math.log1p(-nextDouble(words, offset));
        if (y + y > distance * distance) return low & 0x20000 ? -(NORMAL_TAIL + distance) : NORMAL_TAIL + distance;
      }
    }
    const upper = normalHeights[layer - 1]!;
    const lower = normalHeights[layer]!;
    if ((upper - lower) * nextDouble(words, offset) + lower < Math.exp(-0.5 * x * x)) return x;
  }
}

/** A draw from the exponential distribution of mean 1. */
export function nextStandardExponential(words: Int32Array, offset: number): number {
  for (;;) {
    nextUint64(words, offset);
    const low = words[offset + OUTPUT_LOW]!;
    const layer = (low >>> 3) & 0xff;
    const magnitude = (words[offset + OUTPUT_HIGH]! >>> 0) * 2097152 + (low >>> 11);
    const x = magnitude * exponentialWidths[layer]!;
    if (magnitude < exponentialThresholds[layer]!) return x;
    if (layer === 0) return EXPONENTIAL_TAIL - Math.log1p(-nextDouble(words, offset));
    const upper = exponentialHeights[layer - 1]!;
    const lower = exponentialHeights[layer]!;
    if ((upper - lower) * nextDouble(words, offset) + lower < Math.exp(-x)) return x;
  }
}
