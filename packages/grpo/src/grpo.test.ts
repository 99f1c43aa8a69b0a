import { describe, expect, test } from '@jest/globals';
import { makeVec } from '@cohort-rl/envs';
import { createPpo, loadAgent } from '@cohort-rl/ppo-core';
import type { PpoAgent } from '@cohort-rl/ppo-core';
import { groupRelative } from './group-relative.ts';
import { createGrpo } from './grpo.ts';

const ppoOptions = { rolloutSteps: 32, minibatchSize: 64, epochs: 3, hiddenSizes: [16, 16], seed: 5 };
const cartPole = () => makeVec('CartPole-v1', { numEnvs: 4, seed: 1 });
const suite = () => makeVec('scaled-cartpoles', { numEnvs: 8, seed: 1 });

async function learn(agent: PpoAgent, totalSteps: number) {
  const updates = [];
  for await (const update of agent.learn({ totalSteps })) updates.push(update);
  return updates;
}

const bits = (parameters: Float32Array) => new Int32Array(parameters.slice().buffer);

describe('createGrpo', () => {
  test('one group: final parameters of a whole run equal those of PPO with rollout normalisation, bit for bit', async () => {
    const ppo = await createPpo(cartPole(), { ...ppoOptions, advantageNormalization: 'rollout' });
    await learn(ppo, 2048);
    const expected = bits(ppo.engine.readParameters());
    for (const center of ['group', 'batch'] as const) {
      for (const scale of ['group', 'batch'] as const) {
        for (const grouping of ['task', 'auto', 'difficulty', 'length', 'adaptive', 'hierarchical']) {
          const grpo = await createGrpo(cartPole(), { ...ppoOptions, grouping, numGroups: 1, center, scale });
          await learn(grpo, 2048);
          expect(bits(grpo.engine.readParameters())).toEqual(expected);
        }
      }
    }
    const other = await createGrpo(cartPole(), { ...ppoOptions, grouping: 'difficulty', numGroups: 2 });
    await learn(other, 2048);
    expect(bits(other.engine.readParameters())).not.toEqual(expected);
  });

  test('trains on a suite of tasks and records its groups', async () => {
    const agent = await createGrpo(suite(), { ...ppoOptions, grouping: 'auto', numGroups: 3, weighting: 'performance', temperature: 0.5 });
    const updates = await learn(agent, 1024);
    const group = updates.at(-1)!.records.find(({ type }) => type === 'group');
    expect(group).toMatchObject({ type: 'group', step: 1024, strategy: 'auto', groups: [{ label: 0 }, { label: 1 }, { label: 2 }] });
    expect(updates.at(-1)!.metrics).toHaveProperty(['grpo/variance_removed'], 0);
  });

  test('state saved in the middle and loaded continues equal to the uninterrupted run', async () => {
    const options = { ...ppoOptions, grouping: 'auto', numGroups: 3, weighting: 'performance' } as const;
    const stage = () => groupRelative({ grouping: 'auto', numGroups: 3, weighting: 'performance', seed: 5 });
    const straight = await createGrpo(suite(), options);
    await learn(straight, 1024);
    const resumed = await loadAgent(straight.state(), suite(), { advantages: stage() });
    const [a, b] = [await learn(straight, 2048), await learn(resumed, 2048)];
    expect(bits(resumed.engine.readParameters())).toEqual(bits(straight.engine.readParameters()));
    const groups = (updates: typeof a) => updates.flatMap(({ records }) => records.filter(({ type }) => type === 'group'));
    expect(groups(b)).toEqual(groups(a));
    expect(groups(a).length).toBe(4);
  });

  test('combiners: sum trains as without one, up to rounding; each goes on from a saved state', async () => {
    const options = { ...ppoOptions, grouping: 'task', weighting: 'balanced', epochs: 1 } as const;
    const plain = await createGrpo(suite(), options);
    const sum = await createGrpo(suite(), { ...options, combiner: 'sum' });
    await learn(plain, 256);
    await learn(sum, 256);
    const [a, b] = [plain.engine.readParameters(), sum.engine.readParameters()];
    a.forEach((parameter, i) => expect(Math.abs(parameter - b[i]!)).toBeLessThan(1e-4));
    for (const combiner of ['pcgrad', 'cagrad', 'mgda']) {
      const straight = await createGrpo(suite(), { ...options, combiner });
      await learn(straight, 256);
      const resumed = await loadAgent(straight.state(), suite(), { advantages: groupRelative({ grouping: 'task', weighting: 'balanced', combiner, seed: 5 }) });
      await learn(straight, 512);
      await learn(resumed, 512);
      expect(bits(resumed.engine.readParameters())).toEqual(bits(straight.engine.readParameters()));
      expect(bits(straight.engine.readParameters())).not.toEqual(bits(plain.engine.readParameters()));
    }
  });

  test('snapshots show what the stage made of the rollout, and change no bit', async () => {
    for (const options of [{ grouping: 'auto', numGroups: 3, weighting: 'balanced' }, { grouping: 'task', combiner: 'pcgrad' }] as const) {
      const plain = await createGrpo(suite(), { ...ppoOptions, ...options });
      const recorded = await createGrpo(suite(), { ...ppoOptions, ...options });
      await learn(plain, 1024);
      const records = [];
      for await (const update of recorded.learn({ totalSteps: 1024, snapshotEvery: 2 })) records.push(...update.records);
      expect(bits(recorded.engine.readParameters())).toEqual(bits(plain.engine.readParameters()));
      const snapshots = records.filter((record) => record.type === 'snapshot');
      expect(snapshots.map(({ update }) => update)).toEqual([2, 4]);
      const [snapshot] = snapshots;
      const group = records.find((record) => record.type === 'group' && record.step === snapshot!.step);
      expect(snapshot!.strategy).toBe(options.grouping);
      expect(snapshot!.featureNames).toEqual(expect.arrayContaining(['episodeReturn', 'episodeLength', 'rewardMean', 'meanValue']));
      if (group?.type !== 'group') throw new Error('no group record beside the snapshot');
      for (const { label, name, weight, steps, advantageBefore, advantageAfter } of group.groups) {
        expect(snapshot!.groups[label]!.name).toBe(name);
        expect(snapshot!.groups[label]!.weight).toBeCloseTo(weight, 6);
        const mine = [...snapshot!.labels.keys()].filter((i) => snapshot!.labels[i] === label);
        expect(mine.length).toBe(steps);
        if (steps === 0) continue;
        for (const [values, { quantiles }] of [[snapshot!.advantagesBefore, advantageBefore], [snapshot!.advantagesAfter, advantageAfter]] as const) {
          expect(Math.min(...mine.map((i) => values[i]!))).toBeCloseTo(quantiles[0], 6);
          expect(Math.max(...mine.map((i) => values[i]!))).toBeCloseTo(quantiles[4], 6);
        }
      }
      const { labels, norms } = snapshot!.gradients!;
      expect(labels).toEqual(group.groups.filter(({ steps }) => steps > 0).map(({ label }) => label));
      expect(norms.every((norm) => norm > 0)).toBe(true);
    }
  });

  test('snapshots of the critic-free family have outcomes before', async () => {
    const envs = makeVec('CartPole-v1', { numEnvs: 8, replicas: 4, autoreset: 'disabled', seed: 1 });
    const agent = await createGrpo(envs, { ...ppoOptions, preset: 'deepseek', rolloutSteps: 60 });
    const { value } = await agent.learn({ totalSteps: 100, snapshotEvery: 1 }).next();
    const snapshot = value!.records.find((record) => record.type === 'snapshot')!;
    expect(snapshot.strategy).toBe('startState');
    for (const { env, start, length, return: outcome } of snapshot.trajectories) {
      for (let t = start; t < start + length; t++) expect(snapshot.advantagesBefore[t * 8 + env]).toBe(outcome);
    }
  });

  test('refuses unknown options and names', async () => {
    await expect(createGrpo(cartPole(), { grouping: 'foo' })).rejects.toThrow('unknown grouping: foo');
    await expect(createGrpo(cartPole(), { foo: 1 } as object)).rejects.toThrow('unknown option: foo');
  });
});
