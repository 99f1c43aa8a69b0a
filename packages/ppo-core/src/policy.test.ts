import { describe, expect, test } from '@jest/globals';
import { box, Generator, makeVec, normalizeObservations, normalizeRewards, stackFrames, type VectorEnv } from '@cohort-rl/envs';
import type { ValueNormalizer } from '@cohort-rl/rollouts';
import { StateError } from './errors.ts';
import type { PpoOptions } from './options.ts';
import { loadPolicy } from './policy.ts';
import { createPpo } from './ppo.ts';
import { packState, unpackState } from './state-file.ts';

const small: PpoOptions = { rolloutSteps: 32, minibatchSize: 64, epochs: 2, hiddenSizes: [16, 8], learningRate: 0.01 };

const makers: readonly [string, () => VectorEnv][] = [
  ['CartPole-v1', () => makeVec('CartPole-v1', { numEnvs: 4, seed: 1 })],
  ['CartPole-v1, normalised', () => normalizeRewards(normalizeObservations(makeVec('CartPole-v1', { numEnvs: 4, seed: 1 }), { clip: 1.5 }), { gamma: 0.99 })],
  ['Pendulum-v1, normalised without a bound', () => normalizeObservations(makeVec('Pendulum-v1', { numEnvs: 4, seed: 1 }), { clip: Infinity })],
  ['Taxi-v4', () => makeVec('Taxi-v4', { numEnvs: 4, seed: 1 })],
];

async function trained(envs: VectorEnv, options: PpoOptions = small) {
  const agent = await createPpo(envs, options);
  for await (const _ of agent.learn({ totalSteps: 512 }));
  return agent;
}

function observationsOf({ observationSize }: { observationSize: number }, rows: number): Float32Array {
  const generator = new Generator(3);
  return Float32Array.from({ length: rows * observationSize }, () => 2 * generator.standardNormal());
}

describe.each(makers)('%s', (_name, make) => {
  test.each(['separate', 'shared'] as const)("acts from the state's bytes as the agent does, on a %s trunk", async (trunk) => {
    const agent = await trained(make(), { ...small, trunk, activation: trunk === 'shared' ? 'relu' : 'tanh' });
    const policy = await loadPolicy(agent.state());
    const { envs } = agent;
    expect(policy).toMatchObject({ env: envs.id, step: 512, observationSize: envs.observationSize, actionSpace: envs.actionSpace });
    const observations = observationsOf(envs, 50);
    expect(policy.act(observations)).toEqual(agent.act(observations));
    // drawn with the same generator
    for (let i = 0; i < 2; i++) expect(policy.act(observations, { deterministic: false })).toEqual(agent.act(observations, { deterministic: false }));
    const outputs = policy.outputs(observations);
    const expected = new Float32Array(outputs.length);
    agent.engine.policyOutputs(envs.transformObservations(observations), 50, expected);
    expect(outputs).toEqual(expected);
  });
});

test('the normaliser stays as it was saved, while training goes on', async () => {
  const agent = await trained(makers[1]![1]());
  const policy = await loadPolicy(agent.state());
  const observations = observationsOf(agent.envs, 20);
  const before = policy.outputs(observations);
  for await (const _ of agent.learn({ totalSteps: 1024 }));
  policy.act(observations);
  expect(policy.outputs(observations)).toEqual(before);
  expect((await loadPolicy(agent.state())).normalizer!.mean).not.toEqual(policy.normalizer!.mean);
});

test('several value heads are no hindrance', async () => {
  const envs = makeVec('scaled-cartpoles', { numEnvs: 6, seed: 1 });
  const ones = new Float64Array(envs.tasks.length).fill(1);
  const valueNormalizer: ValueNormalizer = { name: 'still', means: new Float64Array(envs.tasks.length), stds: ones, update: () => undefined };
  const agent = await trained(envs, { ...small, valueNormalizer });
  const observations = observationsOf(envs, 10);
  expect((await loadPolicy(agent.state())).act(observations)).toEqual(agent.act(observations));
});

test('what cannot be a policy is refused', async () => {
  const agent = await createPpo(makers[1]![1](), small);
  const policy = await loadPolicy(agent.state());
  expect(() => policy.act(new Float32Array(3))).toThrow('invalid length of observations: 3; expected a multiple of 4');
  expect(() => policy.outputs(Float32Array.of(0, NaN, 0, 0))).toThrow('invalid observation: NaN at 1; expected finite numbers');

  const stacked = await createPpo(stackFrames(makers[0]![1](), 2), small);
  await expect(loadPolicy(stacked.state())).rejects.toThrow('invalid state: its observations pass through a wrapper that is not saved with it');

  const { header, arrays } = unpackState(agent.state());
  const saved = header as unknown as { policy: { actionSpace: object; normalizer: { mean: number[] } }; options: object };
  const wrong: [object, string][] = [
    [{ policy: undefined }, 'invalid state: without its action space'],
    [{ hasModel: true }, 'invalid state: a network of its own'],
    [{ options: { ...saved.options, hiddenSizes: [16, 9] } }, 'invalid state: invalid length'],
    [{ options: { ...saved.options, activation: 'sine' } }, 'invalid state: invalid activation: "sine"'],
    [{ policy: { ...saved.policy, actionSpace: { kind: 'Discrete', n: 0, start: 0 } } }, 'invalid state: invalid n: 0'],
    [{ policy: { ...saved.policy, actionSpace: { kind: 'Tuple' } } }, 'invalid state: actions of Tuple; expected Discrete or Box'],
    [{ policy: { ...saved.policy, normalizer: { ...saved.policy.normalizer, mean: [1] } } }, 'invalid state: a normaliser of another size than 4'],
    [{ policy: { ...saved.policy, normalizer: { ...saved.policy.normalizer, variance: [1, 1, 1, null] } } }, 'invalid state: a normaliser with numbers that cannot be'],
    [{ policy: { ...saved.policy, numValueHeads: 2 } }, 'invalid state: invalid length'],
    [{ generators: {} }, 'invalid state: '],
  ];
  for (const [change, message] of wrong) {
    const refused = loadPolicy(packState({ header: { ...header, ...change }, arrays }));
    await expect(refused).rejects.toBeInstanceOf(StateError);
    await expect(refused).rejects.toThrow(message);
  }
});

test('actions are held to the bounds', async () => {
  const agent = await trained(makeVec('Pendulum-v1', { numEnvs: 4, seed: 1 }));
  const policy = await loadPolicy(agent.state());
  const observations = observationsOf(policy, 200);
  expect(policy.actionSpace).toEqual(box(-2, 2, { shape: [1] }));
  const drawn = policy.act(observations, { deterministic: false });
  expect(drawn.every((action) => Math.abs(action) <= 2)).toBe(true);
});
