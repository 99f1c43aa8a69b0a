import { describe, expect, test } from '@jest/globals';
import type { GradientCombiner } from '@cohort-rl/rollouts';
import { createCombinedGradient } from './combined-gradient.ts';
import type { Engine, LossSettings } from './engine.ts';
import { createFusedEngine } from './fused-engine.ts';

const settings: LossSettings = { clipRange: 0.2, valueClipRange: null, entropyCoefficient: 0.1, valueCoefficient: 0.5, normalizeAdvantages: false, weightValueLoss: true, referenceCoefficient: 0.3 };
const rows = Int32Array.from({ length: 30 }, (_, i) => (i * 7) % 40);
const labels = Int32Array.from({ length: 40 }, (_, i) => i % 3);

async function engine(): Promise<Engine> {
  const made = await createFusedEngine(
    {
      observationSize: 3,
      hiddenSizes: [8],
      activation: 'tanh',
      trunk: 'shared',
      head: { kind: 'categorical', numActions: 4 },
      rolloutSize: 40,
      minibatchSize: 30,
      hasActionMasks: false,
      numValueHeads: 1,
      hasReference: true,
    },
    'auto',
  );
  let draws = 0;
  const draw = (): number => Math.sin(++draws * 12.9898) * 1.4;
  made.initialize(draw);
  made.writeParameters(made.readParameters().map(() => 0.5 * draw()));
  const { observations, actions, logProbabilities, advantages, returns, stepWeights } = made.batch;
  for (const array of [observations, advantages, returns]) array.forEach((_, i) => (array[i] = draw()));
  actions.forEach((_, i) => (actions[i] = i % 4));
  logProbabilities.fill(Math.log(0.25));
  made.batch.referenceLogProbabilities!.forEach((_, i, all) => (all[i] = Math.log(0.25) + 0.3 * Math.sin(i)));
  stepWeights.forEach((_, i) => (stepWeights[i] = 0.5 + (i % 3)));
  return made;
}

const sum: GradientCombiner = {
  name: 'sum',
  combine(gradients, out) {
    for (const gradient of gradients) gradient.forEach((value, i) => (out[i]! += value));
  },
};

/** Euclidean norm of the difference, relative to that of `b`. */
function distance(a: Float32Array, b: Float32Array): number {
  const norm = (values: Float32Array): number => Math.sqrt(values.reduce((total, value) => total + value * value, 0));
  return norm(a.map((value, i) => value - b[i]!)) / norm(b);
}

describe('combined gradient', () => {
  test('of the sum is the plain gradient, with the plain statistics', async () => {
    const plain = await engine();
    const statistics = { ...plain.minibatchGradient(rows, settings) };
    const grouped = await engine();
    const combined = createCombinedGradient(grouped, sum);
    const again = combined.minibatchGradient(rows, { labels, numGroups: 5 }, settings);
    expect(distance(grouped.readGradient(), plain.readGradient())).toBeLessThan(1e-6);
    for (const name of ['loss', 'policyLoss', 'valueLoss', 'entropy', 'approxKl', 'clipFraction', 'referenceKl'] as const) {
      expect(again[name]).toBeCloseTo(statistics[name], 6);
    }
    expect(grouped.batch.stepWeights).toEqual(plain.batch.stepWeights);
  });

  test('hands each group its own policy gradient, and adds value, entropy and reference once', async () => {
    const grouped = await engine();
    const seen: Float32Array[] = [];
    createCombinedGradient(grouped, { name: 'none', combine: (gradients) => void seen.push(...gradients.map((gradient) => gradient.slice())) }).minibatchGradient(
      rows,
      { labels, numGroups: 3 },
      settings,
    );
    const rest = grouped.readGradient();
    const only = await engine();
    for (let g = 0; g < 3; g++) {
      const own = await engine();
      own.batch.stepWeights.forEach((weight, i) => (own.batch.stepWeights[i] = labels[i] === g ? weight : 0));
      own.minibatchGradient(rows, { ...settings, valueCoefficient: 0, entropyCoefficient: 0, referenceCoefficient: 0 });
      expect(seen[g]).toEqual(own.readGradient());
    }
    // rows outside all groups have no part in the policy's gradient, but in those of value, entropy and reference
    only.batch.advantages.fill(0);
    only.minibatchGradient(rows, settings);
    expect(distance(rest, only.readGradient())).toBeLessThan(1e-6);
  });

  test('counts conflicts', async () => {
    const grouped = await engine();
    const seen: Float32Array[] = [];
    const combined = createCombinedGradient(grouped, { name: 'seen', combine: (gradients) => void seen.push(...gradients.map((g) => g.slice())) });
    expect(combined.takeConflict()).toBeNull();
    combined.minibatchGradient(rows, { labels: labels.map((label) => (label === 2 ? -1 : label)), numGroups: 3 }, settings);
    const [a, b] = seen as [Float32Array, Float32Array];
    const dot = (x: Float32Array, y: Float32Array): number => x.reduce((total, value, i) => total + value * y[i]!, 0);
    const cosine = dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    const conflict = combined.takeConflict()!;
    expect(conflict.meanCosine).toBeCloseTo(cosine, 6);
    expect(conflict.minCosine).toBeCloseTo(cosine, 6);
    expect(conflict.conflictFraction).toBe(cosine < 0 ? 1 : 0);
    expect(combined.takeConflict()).toBeNull();
  });
});
