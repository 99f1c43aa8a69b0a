import { describe, expect, test } from '@jest/globals';
import { box, makeVec, normalizeObservations, type Env } from '@cohort-rl/envs';
import { batchNormalization, type ValueNormalizer } from '@cohort-rl/rollouts';
import type { PpoOptions } from './options.ts';
import { createPpo } from './ppo.ts';

const small: PpoOptions = { rolloutSteps: 16, minibatchSize: 24, epochs: 2, hiddenSizes: [8] };
const observations = Float32Array.from({ length: 40 }, (_, i) => Math.sin(i));

function lineEnv(): Env<number[], ArrayLike<number>> {
  let position = 0;
  return {
    observationSpace: box(-10, 10, { shape: [1] }),
    actionSpace: box(-1, 1, { shape: [1] }),
    reset: () => ({ observation: [(position = 1)] }),
    step: (action) => ({ observation: [(position += action[0]!)], reward: -(position ** 2), terminated: false, truncated: true }),
  };
}

describe('predict', () => {
  test('probabilities are the frequencies of drawn actions, sum to 1, and values are those of the critic', async () => {
    const agent = await createPpo(makeVec('CartPole-v1', { numEnvs: 2, seed: 1 }), small);
    // An untrained policy hardly prefers anything.
    agent.engine.writeParameters(agent.engine.readParameters().map((parameter) => 3 * parameter));
    const one = observations.subarray(4, 8);
    const { distribution, values } = agent.predict(observations);
    if (distribution.kind !== 'categorical') throw new Error('expected probabilities');
    const expected = new Float32Array(10);
    agent.engine.values(observations, 10, expected);
    expect(values).toEqual(expected);
    for (let i = 0; i < 20; i += 2) expect(distribution.probabilities[i]! + distribution.probabilities[i + 1]!).toBeCloseTo(1, 6);
    const repeated = Float32Array.from({ length: 20_000 }, (_, i) => one[i % 4]!);
    const drawn = agent.act(repeated, { deterministic: false });
    expect(Array.from(drawn).filter((action) => action === 1).length / 5000).toBeCloseTo(distribution.probabilities[3]!, 1);
    expect(Math.abs(distribution.probabilities[3]! - 0.5)).toBeGreaterThan(0.005);
  });

  test('masked actions have probability 0, the others share the whole in their proportions', async () => {
    const agent = await createPpo(makeVec('Taxi-v4', { numEnvs: 2, seed: 1 }), small);
    const state = new Float32Array(agent.envs.observationSize);
    state[17] = 1;
    const free = agent.predict(state).distribution;
    const masked = agent.predict(state, { actionMasks: Uint8Array.of(1, 0, 0, 1, 0, 1) }).distribution;
    if (free.kind !== 'categorical' || masked.kind !== 'categorical') throw new Error('expected probabilities');
    const total = [0, 3, 5].reduce((sum, a) => sum + free.probabilities[a]!, 0);
    masked.probabilities.forEach((p, a) => expect(p).toBeCloseTo([0, 3, 5].includes(a) ? free.probabilities[a]! / total : 0, 6));
    expect(() => agent.predict(state, { actionMasks: Uint8Array.of(1) })).toThrow('invalid length of actionMasks: 1; expected 6');
  });

  test('a Gaussian policy gives its means and deviations', async () => {
    const agent = await createPpo(makeVec(lineEnv, { numEnvs: 2, seed: 1 }), small);
    const { offset } = agent.engine.layers.find(({ name }) => name === 'policy.logStandardDeviation')!;
    const parameters = agent.engine.readParameters();
    parameters[offset] = Math.log(0.25);
    agent.engine.writeParameters(parameters);
    const { distribution } = agent.predict(Float32Array.of(-0.4, 0.9));
    if (distribution.kind !== 'gaussian') throw new Error('expected means');
    expect([...distribution.stds]).toEqual([0.25, 0.25]);
    expect([...distribution.means]).toEqual([...agent.act(Float32Array.of(-0.4, 0.9))]);
  });

  test('values come in units of reward, each by its task\'s head', async () => {
    const valueNormalizer: ValueNormalizer = {
      name: 'fixed', means: Float64Array.of(10, -5, 0, 100), stds: Float64Array.of(2, 3, 1, 50), update: () => undefined,
    };
    const agent = await createPpo(makeVec('scaled-cartpoles', { numEnvs: 2, seed: 1 }), { ...small, valueNormalizer });
    const rows = Float32Array.from({ length: 4 * agent.envs.observationSize }, (_, i) => Math.cos(i));
    const heads = Int32Array.of(3, 0, 1, 1);
    const raw = new Float32Array(4);
    agent.engine.values(rows, 4, raw, heads);
    const { values } = agent.predict(rows, { tasks: heads });
    heads.forEach((task, i) => expect(values![i]).toBeCloseTo(valueNormalizer.means[task]! + valueNormalizer.stds[task]! * raw[i]!, 4));
    expect(() => agent.predict(rows, { tasks: Int32Array.of(0, 1, 2, 4) })).toThrow('invalid task: 4; expected less than 4');
    expect(() => agent.predict(rows, { tasks: Int32Array.of(0) })).toThrow('invalid number of tasks: 1; expected 4');
  });

  test('observations are normalised as in training; no critic has no values; nothing is drawn', async () => {
    const envs = normalizeObservations(makeVec('CartPole-v1', { numEnvs: 2, seed: 1 }));
    const agent = await createPpo(envs, { ...small, advantages: { ...batchNormalization(), usesCritic: false } });
    for await (const _ of agent.learn({ totalSteps: 64 }));
    const logits = new Float32Array(20);
    agent.engine.policyOutputs(envs.transformObservations(observations), 10, logits);
    const before = agent.state();
    const { distribution, values } = agent.predict(observations);
    if (distribution.kind !== 'categorical') throw new Error('expected probabilities');
    for (let i = 0; i < 20; i += 2) {
      expect(distribution.probabilities[i]).toBeCloseTo(1 / (1 + Math.exp(logits[i + 1]! - logits[i]!)), 6);
    }
    expect(values).toBeNull();
    expect(agent.state()).toEqual(before);
    expect(() => agent.predict(Float32Array.of(1))).toThrow('invalid length of observations: 1; expected a multiple of 4');
  });
});
