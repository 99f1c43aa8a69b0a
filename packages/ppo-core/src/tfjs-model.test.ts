import { describe, expect, test } from '@jest/globals';
import { Generator, makeVec } from '@cohort-rl/envs';
import type { ValueNormalizer } from '@cohort-rl/rollouts';
import type { SymbolicTensor } from '@tensorflow/tfjs';
import type { EngineSpec, LossSettings } from './engine.ts';
import type { PpoOptions } from './options.ts';
import { createPpo, loadAgent } from './ppo.ts';
import { createTfjsEngine } from './tfjs-engine.ts';
import type { TfjsModel } from './tfjs-model.ts';

/** Observations as an image: convolution, layer normalisation, a residual connection and a gate, none of which the fused engine has. */
const convolutional: TfjsModel = (tf, { observationSize, numOutputs, numValueHeads }) => {
  const { layers } = tf;
  const input = tf.input({ shape: [observationSize] });
  const image = layers.reshape({ targetShape: [observationSize, 1] }).apply(input);
  const seen = layers.conv1d({ filters: 3, kernelSize: 2, activation: 'relu' }).apply(image);
  const flat = layers.flatten().apply(seen);
  const wide = layers.dense({ units: 8, activation: 'elu' }).apply(layers.layerNormalization().apply(flat));
  const gate = layers.dense({ units: 8, activation: 'sigmoid' }).apply(input);
  const trunk = layers.add().apply([wide, layers.multiply().apply([wide, gate] as SymbolicTensor[])] as SymbolicTensor[]);
  const policy = layers.dense({ units: numOutputs }).apply(trunk);
  const value = layers.dense({ units: numValueHeads }).apply(trunk);
  return tf.model({ inputs: input, outputs: [policy, value] as SymbolicTensor[] });
};

const spec: EngineSpec = {
  observationSize: 4, hiddenSizes: [], activation: 'tanh', trunk: 'separate', head: { kind: 'gaussian', actionSize: 2 },
  rolloutSize: 24, minibatchSize: 24, hasActionMasks: false, numValueHeads: 3,
};

const noNormalizer: ValueNormalizer = {
  name: 'still', means: new Float64Array(1), stds: new Float64Array(1).fill(1), update: () => undefined,
};

const options: PpoOptions = { engine: 'tfjs', backend: 'cpu', rolloutSteps: 16, minibatchSize: 32, epochs: 2, seed: 3 };

describe("a model of one's own", () => {
  test('its gradient is the slope of the loss along any direction', async () => {
    const engine = await createTfjsEngine(spec, 'cpu', convolutional);
    const generator = new Generator(1);
    const normal = (): number => generator.standardNormal();
    engine.initialize(normal);
    const { batch } = engine;
    for (const field of ['observations', 'actions', 'values', 'advantages', 'returns'] as const) batch[field].set(batch[field].map(normal));
    batch.valueHeads!.set(batch.valueHeads!.map((_, i) => i % 3));
    engine.act(batch.observations, 24, batch.actions.slice(), batch.actions, batch.logProbabilities);
    batch.logProbabilities.set(batch.logProbabilities.map((value) => value + 0.1 * normal()));
    const settings: LossSettings = {
      clipRange: 0.2, valueClipRange: 0.5, entropyCoefficient: 0.01, valueCoefficient: 0.5, normalizeAdvantages: true, weightValueLoss: false,
    };
    const rows = Int32Array.from({ length: 24 }, (_, i) => i);
    // away from the policy's nearly constant start
    engine.writeParameters(engine.readParameters().map((value) => value + 0.2 * normal()));
    const at = engine.readParameters();
    engine.minibatchGradient(rows, settings);
    const gradient = engine.readGradient();
    const direction = at.map(normal);
    const h = 1e-3;
    const losses = [h, -h].map((step) => {
      engine.writeParameters(at.map((value, i) => value + step * direction[i]!));
      return engine.minibatchGradient(rows, settings).loss;
    });
    const slope = (losses[0]! - losses[1]!) / (2 * h);
    const expected = gradient.reduce((sum, g, i) => sum + g * direction[i]!, 0);
    expect(Math.abs(expected)).toBeGreaterThan(0.1);
    expect(Math.abs(slope - expected)).toBeLessThan(0.01 * Math.abs(expected));
  });

  test("matrices start orthogonal from the agent's seed, everything else as it was made", async () => {
    const create = async (seed: number): Promise<Float32Array> => {
      const agent = await createPpo(makeVec('CartPole-v1', { numEnvs: 4, seed: 1 }), { ...options, seed, model: convolutional });
      return agent.engine.readParameters();
    };
    const [a, same, other] = [await create(1), await create(1), await create(2)];
    expect(same).toEqual(a);
    expect(other).not.toEqual(a);
    const agent = await createPpo(makeVec('CartPole-v1', { numEnvs: 4, seed: 1 }), { ...options, model: convolutional });
    const { layers } = agent.engine;
    const block = (suffix: string): number[] => {
      const { offset, rows, columns } = layers.find(({ name }) => name.endsWith(suffix))!;
      return Array.from(a.subarray(offset, offset + rows * columns));
    };
    expect(block('gamma').every((value) => value === 1)).toBe(true);
    expect(block('policy.output.bias').every((value) => value === 0)).toBe(true);
    // 8 × 2 and 8 × 1: orthogonal columns of length 0.01 and 1
    const policy = block('policy.output.weight');
    const product = (i: number, j: number): number => Array.from({ length: 8 }, (_, k) => policy[2 * k + i]! * policy[2 * k + j]!).reduce((x, y) => x + y);
    expect(product(0, 0)).toBeCloseTo(1e-4, 9);
    expect(product(0, 1)).toBeCloseTo(0, 9);
    expect(block('value.output.weight').reduce((sum, x) => sum + x * x, 0)).toBeCloseTo(1, 5);
  });

  test('it trains, and goes on from its state to the bit', async () => {
    const make = () => makeVec('CartPole-v1', { numEnvs: 4, seed: 1 });
    const own = { ...options, model: convolutional };
    const through = await createPpo(make(), own);
    const metrics: unknown[] = [];
    for await (const { metrics: { 'charts/SPS': _, ...rest } } of through.learn({ totalSteps: 256 })) metrics.push(rest);
    const half = await createPpo(make(), own);
    for await (const _ of half.learn({ totalSteps: 256 })) if (half.step === 128) break;
    const resumed = await loadAgent(half.state(), make(), { model: convolutional });
    expect(resumed.inexact).toBeNull();
    const later: unknown[] = [];
    for await (const { metrics: { 'charts/SPS': _, ...rest } } of resumed.learn({ totalSteps: 256 })) later.push(rest);
    expect(later).toHaveLength(2);
    expect(later).toEqual(metrics.slice(2));
    expect(resumed.engine.readParameters()).toEqual(through.engine.readParameters());
    expect(resumed.engine.readOptimizer()).toEqual(through.engine.readOptimizer());
    await expect(loadAgent(half.state(), make())).rejects.toThrow('invalid model: none; the state was trained with one of its own');
  });

  test('what does not fit is refused with the shapes', async () => {
    const make = () => makeVec('CartPole-v1', { numEnvs: 4, seed: 1 });
    const wrong: TfjsModel = (tf, sizes) => convolutional(tf, { ...sizes, numOutputs: 5 });
    await expect(createPpo(make(), { ...options, model: wrong })).rejects.toThrow('invalid model: outputs [null,5], [null,1]; expected [null,2], [null,1]');
    await expect(createPpo(make(), { model: convolutional })).rejects.toThrow('invalid model: given beside engine fused; expected it with engine tfjs only');
    const squashed: TfjsModel = (tf, { observationSize, numOutputs }) => {
      const input = tf.input({ shape: [observationSize] });
      const dense = (units: number, activation?: 'tanh') => tf.layers.dense({ units, ...(activation && { activation }) }).apply(input);
      return tf.model({ inputs: input, outputs: [dense(numOutputs), dense(1, 'tanh')] as SymbolicTensor[] });
    };
    await expect(createPpo(make(), { ...options, model: squashed, valueNormalizer: noNormalizer })).rejects.toThrow(
      'invalid model: no linear dense layer with biases for the values; expected one beside the value normaliser still',
    );
  });
});
