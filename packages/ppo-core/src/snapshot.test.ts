import { describe, expect, test } from '@jest/globals';
import { makeVec } from '@cohort-rl/envs';
import { moments, type AdvantageStage } from '@cohort-rl/rollouts';
import type { LearnOptions, PpoAgent, PpoUpdate } from './agent.ts';
import type { PpoOptions } from './options.ts';
import { createPpo, loadAgent } from './ppo.ts';
import type { SnapshotRecord } from './records.ts';

const small: PpoOptions = { rolloutSteps: 16, minibatchSize: 24, epochs: 2, hiddenSizes: [8] };
const suite = () => makeVec('scaled-cartpoles', { numEnvs: 4, seed: 3 });

async function train(agent: PpoAgent, options: LearnOptions): Promise<PpoUpdate[]> {
  const updates: PpoUpdate[] = [];
  for await (const update of agent.learn(options)) updates.push(update);
  return updates;
}

const isSnapshot = (record: { type: string }): record is SnapshotRecord => record.type === 'snapshot';
const snapshotsOf = (updates: readonly PpoUpdate[]): SnapshotRecord[] => updates.flatMap(({ records }) => records.filter(isSnapshot));
const bits = (parameters: Float32Array): Int32Array => new Int32Array(parameters.slice().buffer);

/** Two groups that are not the tasks: steps weigh 1 and 2, advantages come out reversed; steps of none. */
const halves = (): AdvantageStage => ({
  name: 'halves',
  compute(rollout, trajectories) {
    const labels = Int32Array.from(trajectories, ({ env }) => Number(env >= 2));
    const steps = Int32Array.from(rollout.advantages, (_, i) => Number(i % rollout.numEnvs >= 2));
    const group = (label: number) => ({ label, name: `half ${label}`, trajectories: 0, steps: 0, cutTrajectories: 0 });
    return {
      advantages: rollout.advantages.map((value, i) => (1 + steps[i]!) * 0.1 * value),
      stepWeights: Float32Array.from(steps, (label) => (label === 0 ? 0.5 : 1.5)),
      stepLabels: steps,
      numGroups: 3,
      grouping: { labels, numGroups: 3, groups: [0, 1, 2].map(group), diagnostics: {} },
      records: [{ strategy: 'halves', groups: [], diagnostics: {} }],
      metrics: {},
    };
  },
  describeTrajectories: (trajectories) => ({ names: ['length', 'lost'], values: Float64Array.from(trajectories.flatMap(({ length }) => [length, NaN])) }),
});

describe('snapshots', () => {
  test.each<[string, PpoOptions]>([
    ['fused', {}],
    ['fused, rollout normalisation', { advantageNormalization: 'rollout' }],
    ['tfjs', { engine: 'tfjs', backend: 'cpu' }],
  ])('change no bit of training, nor does resuming: %s', async (_, options) => {
    const plain = await createPpo(suite(), { ...small, ...options });
    const recorded = await createPpo(suite(), { ...small, ...options });
    await train(plain, { totalSteps: 192 });
    const first = await train(recorded, { totalSteps: 192, snapshotEvery: 2 });
    expect(bits(recorded.engine.readParameters())).toEqual(bits(plain.engine.readParameters()));
    expect(snapshotsOf(first).map(({ update, step }) => [update, step])).toEqual([[2, 128]]);
    const resumed = await loadAgent(recorded.state(), suite());
    await train(plain, { totalSteps: 384 });
    const [a, b] = [await train(recorded, { totalSteps: 384, snapshotEvery: 2 }), await train(resumed, { totalSteps: 384, snapshotEvery: 2 })];
    expect(bits(recorded.engine.readParameters())).toEqual(bits(plain.engine.readParameters()));
    expect(bits(resumed.engine.readParameters())).toEqual(bits(plain.engine.readParameters()));
    expect(snapshotsOf(b)).toEqual(snapshotsOf(a));
    expect(snapshotsOf(a).map(({ update }) => update)).toEqual([4, 6]);
  });

  test('of plain PPO are grouped by task, and after is relative to the rollout', async () => {
    const agent = await createPpo(suite(), small);
    const [snapshot] = snapshotsOf(await train(agent, { totalSteps: 64, snapshotEvery: 1 }));
    expect(snapshot).toMatchObject({ type: 'snapshot', step: 64, update: 1, stage: 'minibatchNormalization', strategy: 'task', numEnvs: 4, rolloutSteps: 16, featureNames: [] });
    const { trajectories, labels, groups, advantagesBefore, advantagesAfter, gradients } = snapshot!;
    expect(groups.map(({ name }) => name)).toEqual(agent.envs.tasks.map(({ name }) => name));
    groups.forEach(({ label, weight }) => expect(weight).toBeCloseTo(labels.filter((other) => other === label).length / 64, 12));
    const covered = new Array<number>(64).fill(-1);
    for (const { env, start, length, task, label, features } of trajectories) {
      expect([groups[label]!.name, features]).toEqual([task, []]);
      for (let t = start; t < start + length; t++) covered[t * 4 + env] = label;
    }
    expect(labels).toEqual(covered);
    const { mean, std } = moments(Float32Array.from(advantagesBefore));
    advantagesBefore.forEach((value, i) => expect(advantagesAfter[i]).toBeCloseTo((value - mean) / std, 5));
    // nothing but numbers that JSON gives back
    expect(JSON.parse(JSON.stringify(snapshot))).toEqual(snapshot);
    expect(gradients!.norms).toEqual(gradients!.normsBatch);
    expect(gradients!.cosines).toEqual(gradients!.cosinesBatch);
  });

  test('of a stage show its groups, and their gradients are those of the policy loss over all rows', async () => {
    const options = { ...small, advantages: halves(), minibatchSize: 24 };
    const agent = await createPpo(suite(), options);
    const start = await createPpo(suite(), { ...options, minibatchSize: 64 });
    const [snapshot] = snapshotsOf(await train(agent, { totalSteps: 64, snapshotEvery: 1 }));
    const { gradients, trajectories, groups, labels, advantagesBefore, advantagesAfter } = snapshot!;
    expect(snapshot).toMatchObject({ stage: 'halves', strategy: 'halves', featureNames: ['length', 'lost'] });
    expect(trajectories.map(({ features }) => features)).toEqual(trajectories.map(({ length }) => [length, null]));
    expect(groups.map(({ name, weight }) => [name, weight])).toEqual([['half 0', 0.25], ['half 1', 0.75], ['half 2', 0]]);
    advantagesBefore.forEach((value, i) => expect(advantagesAfter[i]).toBeCloseTo((1 + labels[i]!) * 0.1 * value, 5));

    // the same rollout in one minibatch, at the parameters that collected it
    const { engine } = start;
    const first = start.engine.readParameters();
    await train(start, { totalSteps: 64 });
    engine.writeParameters(first);
    const { batch } = engine;
    const settings = { clipRange: 0.2, valueClipRange: null, entropyCoefficient: 0, valueCoefficient: 0, normalizeAdvantages: false, weightValueLoss: false };
    const all = Int32Array.from({ length: 64 }, (_, i) => i);
    const gradientOf = (label: number | null, advantages: readonly number[], weights: (i: number) => number): Float32Array => {
      batch.advantages.set(advantages);
      all.forEach((i) => (batch.stepWeights[i] = label === null || labels[i] === label ? weights(i) : 0));
      engine.minibatchGradient(all, settings);
      return engine.readGradient().slice();
    };
    const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
    const { mean, std } = moments(Float32Array.from(advantagesBefore));
    const cases = [
      [gradients!.norms, gradients!.cosines, advantagesAfter, (i: number) => (labels[i] === 0 ? 0.5 : 1.5)],
      [gradients!.normsBatch, gradients!.cosinesBatch, advantagesBefore.map((value) => (value - mean) / std), () => 1],
    ] as const;
    expect(gradients!.labels).toEqual([0, 1]);
    for (const [norms, cosines, advantages, weights] of cases) {
      const [a, b] = [gradientOf(0, advantages, weights), gradientOf(1, advantages, weights)];
      const [normA, normB] = [Math.sqrt(dot(a, a)), Math.sqrt(dot(b, b))];
      expect(norms[0]! / normA).toBeCloseTo(1, 4);
      expect(norms[1]! / normB).toBeCloseTo(1, 4);
      const cosine = dot(a, b) / (normA * normB);
      expect(cosines[0]![1]).toBeCloseTo(cosine, 4);
      expect(cosines).toEqual([[1, cosines[0]![1]], [cosines[0]![1], 1]]);
      // shares add up to the whole gradient
      const whole = gradientOf(null, advantages, weights);
      const squared = norms[0]! ** 2 + norms[1]! ** 2 + 2 * norms[0]! * norms[1]! * cosines[0]![1]!;
      expect(squared / dot(whole, whole)).toBeCloseTo(1, 4);
    }
    expect(gradients!.norms).not.toEqual(gradients!.normsBatch);
  });

  test.each([0, -1, 1.5, NaN])('snapshotEvery %p is refused', async (snapshotEvery) => {
    const agent = await createPpo(suite(), small);
    await expect(agent.learn({ totalSteps: 64, snapshotEvery }).next()).rejects.toThrow(`invalid snapshotEvery: ${snapshotEvery}; expected a positive integer`);
  });
});
