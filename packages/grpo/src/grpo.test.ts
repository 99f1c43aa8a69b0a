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

  test('refuses unknown options and names', async () => {
    await expect(createGrpo(cartPole(), { grouping: 'foo' })).rejects.toThrow('unknown grouping: foo');
    await expect(createGrpo(cartPole(), { foo: 1 } as object)).rejects.toThrow('unknown option: foo');
  });
});
