import { describe, expect, test } from '@jest/globals';
import { makeVec } from '@cohort-rl/envs';
import type { VectorEnv } from '@cohort-rl/envs';
import { createPpo, loadAgent } from '@cohort-rl/ppo-core';
import type { PpoAgent } from '@cohort-rl/ppo-core';
import type { AdvantageStage, StagedAdvantages, Trajectory } from '@cohort-rl/rollouts';
import { groupRelative } from './group-relative.ts';
import { createGrpo } from './grpo.ts';
import type { GroupRelativePreset } from './presets.ts';

const options = { rolloutSteps: 60, minibatchSize: 100, epochs: 2, hiddenSizes: [16], learningRate: 0.003, seed: 5 };
const suite = (): VectorEnv => makeVec('scaled-cartpoles', { numEnvs: 12, seed: 3, replicas: 4, autoreset: 'disabled', maxEpisodeSteps: 80 });

async function learn(agent: PpoAgent, totalSteps: number) {
  const updates = [];
  for await (const update of agent.learn({ totalSteps })) updates.push(update);
  return updates;
}

/** Without `NORMALIZATION_EPSILON`, which is far below the tolerance. */
const oracles: Partial<Record<GroupRelativePreset, (own: number, all: number[]) => number>> = {
  deepseek: (own, all) => {
    const mean = all.reduce((a, b) => a + b) / all.length;
    const std = Math.sqrt(all.reduce((sum, other) => sum + (other - mean) ** 2, 0) / all.length);
    return std > 0 ? (own - mean) / std : 0;
  },
  drGrpo: (own, all) => own - all.reduce((a, b) => a + b) / all.length,
  rloo: (own, all) => own - (all.reduce((a, b) => a + b) - own) / (all.length - 1),
};

describe.each(Object.entries(oracles))('%s, trained', (preset, oracle) => {
  test('advantages are those of the returns in groups of one start; cut episodes count with theirs so far', async () => {
    const seen: { trajectories: readonly Trajectory[]; staged: StagedAdvantages }[] = [];
    const inner = groupRelative({ preset: preset as GroupRelativePreset });
    const stage: AdvantageStage = {
      ...inner,
      compute(rollout, trajectories) {
        const staged = inner.compute(rollout, trajectories);
        seen.push({ trajectories, staged });
        return staged;
      },
    };
    const updates = await learn(await createPpo(suite(), { ...options, advantages: stage }), 4000);
    let cut = 0;
    for (const [k, { trajectories, staged }] of seen.entries()) {
      expect(trajectories.length).toBe(12);
      const shares = trajectories.map(({ rollout, env, length, episodeReturn }) => {
        const group = trajectories.filter((other) => Math.floor(other.env / 4) === Math.floor(env / 4)).map((other) => other.episodeReturn);
        const expected = oracle(episodeReturn, group);
        let weight = 0;
        for (let t = 0; t < length; t++) {
          expect(Math.abs(staged.advantages[t * rollout.numEnvs + env]! - expected)).toBeLessThan(1e-4 * Math.max(1, Math.abs(expected)));
          weight += staged.stepWeights?.[t * rollout.numEnvs + env] ?? 1;
        }
        return weight / length;
      });
      const steps = trajectories.reduce((sum, { length }) => sum + length, 0);
      trajectories.forEach(({ length }, i) => expect(shares[i]).toBeCloseTo(preset === 'deepseek' ? steps / (12 * length) : 1, 4));
      cut += trajectories.filter(({ isComplete }) => !isComplete).length;
      expect(updates[k]!.metrics['grpo/cut_share']).toBeCloseTo(trajectories.filter(({ isComplete }) => !isComplete).length / 12, 12);
    }
    expect(cut).toBeGreaterThan(0);
    expect(updates.at(-1)!.metrics).not.toHaveProperty(['losses/value_loss']);
  });

  test('a state saved in the middle goes on to the bit', async () => {
    const agent = await createGrpo(suite(), { ...options, preset: preset as GroupRelativePreset, reference: { coefficient: 0.04 } });
    expect((await learn(agent, 1000)).at(-1)!.metrics).toHaveProperty(['losses/reference_kl']);
    const resumed = await loadAgent(agent.state(), suite(), { advantages: groupRelative({ preset: preset as GroupRelativePreset, seed: 5 }) });
    const groups = (updates: Awaited<ReturnType<typeof learn>>) => updates.flatMap(({ records }) => records.filter(({ type }) => type === 'group' || type === 'episode'));
    expect(groups(await learn(resumed, 3000))).toEqual(groups(await learn(agent, 3000)));
    expect(resumed.engine.readParameters()).toEqual(agent.engine.readParameters());
  });
});

test('a critic and groups by start train together on episodes that cross rollouts', async () => {
  const envs = makeVec('CartPole-v1', { numEnvs: 8, seed: 3, replicas: 4 });
  const updates = await learn(await createGrpo(envs, { ...options, grouping: 'startState', rolloutSteps: 16 }), 1000);
  expect(updates.at(-1)!.metrics).toHaveProperty(['losses/explained_variance']);
  for (const { records } of updates) {
    const group = records.find((record) => record.type === 'group')!;
    for (const { name } of group.groups) expect(name).toMatch(/^start \d+$/);
  }
});
