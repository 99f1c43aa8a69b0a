import { expect, test } from '@jest/globals';
import { box, discrete, Generator, makeVec, normalizeObservations, type Env, type VectorEnv } from '@cohort-rl/envs';
import { InferenceSession, Tensor } from 'onnxruntime-web';
import { toOnnx } from './onnx.ts';
import type { PpoOptions } from './options.ts';
import { loadPolicy, type Policy } from './policy.ts';
import { createPpo } from './ppo.ts';

/** Numbers of very different sizes, which a normaliser has to be exact about. */
function skewed(isDiscrete: boolean): Env<ArrayLike<number>, never> {
  const generator = new Generator(2);
  const draw = (): number[] => [1000 + generator.standardNormal(), 1e-3 * generator.standardNormal(), -50 * generator.random()];
  return {
    observationSpace: box(-Infinity, Infinity, { shape: [3] }),
    actionSpace: isDiscrete ? discrete(5) : box([-0.1, -Infinity], [0.1, Infinity]),
    reset: () => ({ observation: draw() }),
    step: () => ({ observation: draw(), reward: generator.standardNormal(), terminated: false, truncated: generator.random() < 0.1 }),
  };
}

const own = (isDiscrete: boolean) => (): VectorEnv => makeVec(() => skewed(isDiscrete), { numEnvs: 4, seed: 1 });
const cartPoles = (): VectorEnv => makeVec('CartPole-v1', { numEnvs: 4, seed: 1 });
const cases: readonly [string, () => VectorEnv, { clip: number } | null, PpoOptions][] = [
  ['discrete', cartPoles, null, { hiddenSizes: [32, 16] }],
  ['discrete, normalised', own(true), { clip: 10 }, { hiddenSizes: [64, 64] }],
  ['discrete, normalised, shared trunk, relu', own(true), { clip: 1 }, { hiddenSizes: [16, 8], trunk: 'shared', activation: 'relu' }],
  ['continuous', own(false), null, { hiddenSizes: [] }],
  ['continuous, normalised', own(false), { clip: Infinity }, { hiddenSizes: [64] }],
  ['continuous, shared trunk', () => makeVec('Pendulum-v1', { numEnvs: 4, seed: 1 }), null, { hiddenSizes: [24], trunk: 'shared' }],
];

async function trained(envs: VectorEnv, options: PpoOptions): Promise<Policy> {
  const agent = await createPpo(envs, { rolloutSteps: 32, minibatchSize: 32, learningRate: 0.01, ...options });
  for await (const _ of agent.learn({ totalSteps: 2048 }));
  return loadPolicy(agent.state());
}

const rows = 1000;

test.each(cases)('%s: onnxruntime gives the outputs and actions of the policy', async (_name, make, normalizer, options) => {
  const policy = await trained(normalizer ? normalizeObservations(make(), normalizer) : make(), options);
  const envs = make();
  const observations = new Float32Array(rows * policy.observationSize);
  const generator = new Generator(8);
  envs.reset({ seed: 5 });
  for (let row = 0; row < rows; row++) {
    const action = envs.actionSpace.kind === 'Discrete' ? Int32Array.from({ length: 4 }, () => 1) : new Float32Array(4 * envs.actionSpace.low.length);
    // as the environment gives them, and some far off
    observations.set(envs.step(action).observations.subarray(0, policy.observationSize).map((x) => x * (row % 2 === 0 ? 1 : 1 + 0.5 * generator.standardNormal())), row * policy.observationSize);
  }
  const session = await InferenceSession.create(toOnnx(policy));
  const kind = policy.actionSpace.kind === 'Discrete' ? 'logits' : 'means';
  expect([session.inputNames, session.outputNames]).toEqual([['observations'], ['actions', kind]]);
  const found = await session.run({ observations: new Tensor('float32', observations, [rows, policy.observationSize]) });
  const expected = policy.outputs(observations);
  const outputs = found[kind]!;
  expect(outputs.dims).toEqual([rows, expected.length / rows]);
  let largest = 0;
  expected.forEach((value, i) => (largest = Math.max(largest, Math.abs((outputs.data as Float32Array)[i]! - value) / Math.max(1, Math.abs(value)))));
  expect(largest).toBeLessThan(1e-5);
  // it tells observations apart
  expect(new Set(expected).size).toBeGreaterThan(rows / 10);

  const actions = policy.act(observations);
  if (kind === 'logits') {
    expect(found['actions']!.dims).toEqual([rows]);
    const same = Array.from(found['actions']!.data as BigInt64Array, (action, row) => {
      const [best, second] = Array.from(expected.subarray((row * expected.length) / rows, ((row + 1) * expected.length) / rows)).sort((a, b) => b - a);
      return Number(action) === actions[row] || best! - second! < 1e-5;
    });
    expect(same).not.toContain(false);
  } else {
    expect(found['actions']!.dims).toEqual([rows, actions.length / rows]);
    actions.forEach((value, i) => expect(Math.abs((found['actions']!.data as Float32Array)[i]! - value)).toBeLessThan(1e-5 * Math.max(1, Math.abs(value))));
  }
  await session.release();
});

test('the same policy gives the same bytes', async () => {
  const policy = await trained(cartPoles(), { hiddenSizes: [8] });
  expect(toOnnx(policy)).toEqual(toOnnx(policy));
});
