import { describe, expect, test } from '@jest/globals';
import { makeVec, type VectorEnv } from '@cohort-rl/envs';
import { rawAdvantages, type AdvantageStage, type Rollout } from '@cohort-rl/rollouts';
import type { PpoAgent, PpoUpdate } from './agent.ts';
import { StateError } from './errors.ts';
import type { PpoOptions } from './options.ts';
import { createPpo, loadAgent } from './ppo.ts';

const make = (id: string): VectorEnv => makeVec(id, { numEnvs: 4, seed: 1 });
const small: PpoOptions = { rolloutSteps: 32, minibatchSize: 64, epochs: 3, hiddenSizes: [16], learningRate: 0.003 };

async function train(agent: PpoAgent, totalSteps: number): Promise<PpoUpdate[]> {
  const updates: PpoUpdate[] = [];
  for await (const update of agent.learn({ totalSteps })) updates.push(update);
  return updates;
}

const klOf = (updates: readonly PpoUpdate[]): number[] => updates.map(({ metrics }) => metrics['losses/reference_kl']!);

/** Nothing to gain: what moves the policy is the reference alone. */
const nothing: AdvantageStage = {
  name: 'nothing',
  compute: (rollout) => ({ ...rawAdvantages().compute(rollout, []), advantages: new Float32Array(rollout.advantages.length) }),
};

// with and without masks, and continuous
const ids = ['CartPole-v1', 'Taxi-v4', 'Pendulum-v1'];

describe.each(ids)('%s', (id) => {
  test('the policy at the start is the reference: its log-probabilities are those of the first rollout', async () => {
    const rollouts: Rollout[] = [];
    const watching: AdvantageStage = {
      ...rawAdvantages(),
      compute(rollout, trajectories) {
        rollouts.push({ ...rollout, logProbabilities: rollout.logProbabilities.slice() });
        return rawAdvantages().compute(rollout, trajectories);
      },
    };
    const agent = await createPpo(make(id), { ...small, advantages: watching, reference: { coefficient: 0.1 } });
    const own = agent.engine.batch.referenceLogProbabilities!;
    const seen: Float32Array[] = [];
    for await (const _ of agent.learn({ totalSteps: 256 })) seen.push(own.slice());
    seen[0]!.forEach((value, i) => expect(Math.abs(value - rollouts[0]!.logProbabilities[i]!)).toBeLessThan(1e-5));
    expect(seen[1]!.some((value, i) => Math.abs(value - rollouts[1]!.logProbabilities[i]!) > 1e-3)).toBe(true);
  });

  test('with nothing to gain the policy goes to that of the state that is given', async () => {
    const teacher = await createPpo(make(id), { ...small, hiddenSizes: [16], entropyCoefficient: 0, learningRate: 0.01 });
    await train(teacher, 2048);
    const agent = await createPpo(make(id), {
      ...small, seed: 7, entropyCoefficient: 0, advantages: nothing, reference: { coefficient: 1, state: teacher.state() },
    });
    const kl = klOf(await train(agent, 6400));
    expect(Math.min(...kl)).toBeGreaterThanOrEqual(0);
    expect(kl[0]).toBeGreaterThan(1e-3);
    expect(kl.at(-1)).toBeLessThan(0.3 * kl[0]!);
  });

  test('coefficient 0 changes no bit of the training, and a larger one keeps the policy nearer', async () => {
    const run = async (reference: PpoOptions['reference']) => {
      const agent = await createPpo(make(id), { ...small, reference });
      const updates = await train(agent, 1280);
      return { parameters: agent.engine.readParameters(), kl: klOf(updates).at(-1), updates };
    };
    const plain = await run(null);
    const [none, strong] = [await run({ coefficient: 0 }), await run({ coefficient: 10 })];
    expect(none.parameters).toEqual(plain.parameters);
    expect(plain.kl).toBeUndefined();
    expect(none.kl).toBeGreaterThan(0);
    expect(strong.kl).toBeLessThan(0.5 * none.kl!);
  });

  test('saved in the middle and loaded, the reference is still that of the start', async () => {
    const agent = await createPpo(make(id), { ...small, reference: { coefficient: 0.5 } });
    await train(agent, 512);
    const loaded = await loadAgent(agent.state(), make(id));
    expect(klOf(await train(loaded, 1024))).toEqual(klOf(await train(agent, 1024)));
    expect(loaded.engine.readParameters()).toEqual(agent.engine.readParameters());
  });
});

test('refuses a state of another network, and options that make no sense', async () => {
  const other = await createPpo(make('CartPole-v1'), { ...small, hiddenSizes: [8] });
  await expect(createPpo(make('CartPole-v1'), { ...small, reference: { coefficient: 1, state: other.state() } })).rejects.toThrow(StateError);
  await expect(createPpo(make('CartPole-v1'), { ...small, reference: { coefficient: 1, state: Uint8Array.of(1, 2) } })).rejects.toThrow(StateError);
  for (const reference of [{ coefficient: -1 }, { coefficient: NaN }, {}, 0.1, { coefficient: 1, state: [1] }]) {
    await expect(createPpo(make('CartPole-v1'), { reference: reference as never })).rejects.toThrow('expected null or { coefficient, state? }, coefficient >= 0');
  }
});
