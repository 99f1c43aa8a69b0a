import { normalizeAdvantages } from '@cohort-rl/grpo-normalization';
import { median } from './median.ts';

/** Time of group-relative normalisation, centre and scale of the group, beside the same made of an object per step and an array per group. */
export interface NormalizationThroughput {
  readonly steps: number;
  readonly groups: number;
  /** Median of the calls. */
  readonly milliseconds: number;
  readonly leastMilliseconds: number;
  readonly objectsMilliseconds: number;
  readonly leastObjectsMilliseconds: number;
  /** Largest difference between the results of the two. */
  readonly largestDifference: number;
}

/** The one after the other, so that the collection of the one's objects is not in the other's time; labels are drawn step by step. */
export function measureNormalization(steps: number, numGroups: number, seconds: number): NormalizationThroughput {
  let state = 1;
  const draw = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const labels = Int32Array.from({ length: steps }, () => Math.floor(draw() * numGroups));
  const advantages = Float32Array.from(labels, (label) => (draw() - 0.4) * (1 + label));
  const normalize = (): Float32Array => normalizeAdvantages({ advantages, labels, numGroups }).advantages;

  const times = timesOf(normalize, seconds);
  const objectsTimes = timesOf(() => normalizeObjects(advantages, labels, numGroups), seconds);
  const expected = normalizeObjects(advantages, labels, numGroups);
  return {
    steps,
    groups: numGroups,
    milliseconds: median(times),
    leastMilliseconds: Math.min(...times),
    objectsMilliseconds: median(objectsTimes),
    leastObjectsMilliseconds: Math.min(...objectsTimes),
    largestDifference: normalize().reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0),
  };
}

/** Milliseconds of each call, at least five, after a warm-up of a third as long. */
function timesOf(work: () => void, seconds: number): number[] {
  const times: number[] = [];
  for (const begun = performance.now(); performance.now() - begun < 333 * seconds; ) work();
  for (const begun = performance.now(); times.length < 5 || performance.now() - begun < 1000 * seconds; ) {
    const start = performance.now();
    work();
    times.push(performance.now() - start);
  }
  return times;
}

/** The textbook's way: parted into groups, mean, deviation, mapped, and put back. */
function normalizeObjects(advantages: Float32Array, labels: Int32Array, numGroups: number): Float32Array {
  const groups: { index: number; advantage: number }[][] = Array.from({ length: numGroups }, () => []);
  advantages.forEach((advantage, index) => groups[labels[index]!]!.push({ index, advantage }));
  const normalized = new Float32Array(advantages.length);
  for (const group of groups) {
    const mean = group.reduce((sum, { advantage }) => sum + advantage, 0) / group.length;
    const std = Math.sqrt(group.reduce((sum, { advantage }) => sum + (advantage - mean) ** 2, 0) / group.length);
    for (const { index, advantage } of group) normalized[index] = (advantage - mean) / (std + 1e-8);
  }
  return normalized;
}
