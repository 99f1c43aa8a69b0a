/**
 * Time of group-relative normalisation on one core, beside the same made with an object per step and an array per group:
 *
 *     pnpm --filter @cohort-rl/grpo-normalization build
 *     node packages/grpo-normalization/scripts/measure-normalization.mjs [steps] [groups]
 *
 * Prints one JSON value: least and median milliseconds over 25 calls each, in turns, after a warm-up.
 */
import { normalizeAdvantages } from '../dist/index.js';

const numSteps = Number(process.argv[2] ?? 1_000_000);
const numGroups = Number(process.argv[3] ?? 64);

/** The textbook's way: split into groups, mean, deviation, map, and put back. */
function normalizeObjects(advantages, labels) {
  const groups = Array.from({ length: numGroups }, () => []);
  advantages.forEach((advantage, index) => groups[labels[index]].push({ index, advantage }));
  const normalized = new Float32Array(advantages.length);
  for (const group of groups) {
    const mean = group.reduce((sum, { advantage }) => sum + advantage, 0) / group.length;
    const std = Math.sqrt(group.reduce((sum, { advantage }) => sum + (advantage - mean) ** 2, 0) / group.length);
    group.forEach(({ index, advantage }) => { normalized[index] = (advantage - mean) / (std + 1e-8); });
  }
  return normalized;
}

let state = 1;
const draw = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
};
const labels = Int32Array.from({ length: numSteps }, () => Math.floor(draw() * numGroups));
const advantages = Float32Array.from(labels, (label) => (draw() - 0.4) * (1 + label));
const ways = {
  typedArrays: () => normalizeAdvantages({ advantages, labels, numGroups }).advantages,
  objects: () => normalizeObjects(advantages, labels),
};

const expected = ways.objects();
const largestDifference = ways.typedArrays().reduce((most, x, i) => Math.max(most, Math.abs(x - expected[i])), 0);

const times = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
for (let call = 0; call < 30; call++) {
  for (const [name, way] of Object.entries(ways)) {
    const begin = performance.now();
    way();
    if (call >= 5) times[name].push(performance.now() - begin);
  }
}
const milliseconds = Object.fromEntries(
  Object.entries(times).map(([name, list]) => {
    const [least, median] = [Math.min(...list), list.sort((a, b) => a - b)[list.length >> 1]];
    return [name, { least: Number(least.toFixed(2)), median: Number(median.toFixed(2)) }];
  }),
);
console.log(JSON.stringify({ numSteps, numGroups, milliseconds, largestDifference }));
