import { beforeAll, describe, expect, test } from '@jest/globals';
import { builds, fill } from '../test/model.ts';
import { randomStream } from '../test/random-stream.ts';
import { createActorCritic } from './actor-critic.ts';
import { loadKernels, type KernelLibrary } from './library.ts';
import { categorical, gaussian } from './reference/distributions.ts';
import type { ActorCriticSpec } from './spec.ts';

const base = { observationSize: 5, hiddenSizes: [11, 9], activation: 'tanh', rolloutSize: 150, minibatchSize: 150, actRows: 16 } as const;
const discrete: ActorCriticSpec = { ...base, trunk: 'separate', head: { kind: 'categorical', numActions: 6 }, hasActionMasks: true };
const continuous: ActorCriticSpec = { ...base, trunk: 'shared', head: { kind: 'gaussian', actionSize: 3 } };

describe.each(builds)('acting, %s', (build) => {
  let library: KernelLibrary;
  beforeAll(async () => {
    library = await loadKernels(build);
  });

  const setUp = (spec: ActorCriticSpec, seed: number) => {
    const model = createActorCritic(library, spec);
    const stream = randomStream(seed);
    fill(model, spec, stream);
    const n = spec.rolloutSize;
    const size = spec.head.kind === 'gaussian' ? spec.head.actionSize : 1;
    const noise = Float32Array.from({ length: n * size }, spec.head.kind === 'gaussian' ? stream.normal : stream.uniform);
    return { model, n, size, noise, actions: new Float32Array(n * size), logProbabilities: new Float32Array(n) };
  };

  test.each([discrete, continuous])('no bit of a row depends on its neighbours or on where the arrays lie', (spec) => {
    const { model, n, size, noise, actions, logProbabilities } = setUp(spec, 11);
    const { batch } = model;
    const masks = batch.actionMasks;
    const numOutputs = spec.head.kind === 'gaussian' ? spec.head.actionSize : spec.head.numActions;
    const outside = batch.observations.slice();
    model.act(batch.observations, n, noise, batch.actions, batch.logProbabilities, masks);
    model.act(outside, n, noise, actions, logProbabilities, masks?.slice());
    expect(actions).toEqual(batch.actions);
    expect(logProbabilities).toEqual(batch.logProbabilities);
    const values = new Float32Array(n);
    model.values(outside, n, values);
    model.values(batch.observations, n, batch.values);
    expect(values).toEqual(batch.values);
    const outputs = new Float32Array(n * numOutputs);
    model.policyOutputs(outside, n, outputs);
    for (let row = 0; row < n; row++) {
      const observation = outside.subarray(row * 5, row * 5 + 5);
      const [action, logProbability, value, output] = [size, 1, 1, numOutputs].map((length) => new Float32Array(length));
      const rowNoise = noise.subarray(row * size, row * size + size);
      model.act(observation, 1, rowNoise, action!, logProbability!, masks?.subarray(row * numOutputs, (row + 1) * numOutputs));
      model.values(observation, 1, value!);
      model.policyOutputs(observation, 1, output!);
      expect(Array.from(action!)).toEqual(Array.from(actions.subarray(row * size, row * size + size)));
      expect(logProbability![0]).toBe(logProbabilities[row]);
      expect(value![0]).toBe(values[row]);
      expect(Array.from(output!)).toEqual(Array.from(outputs.subarray(row * numOutputs, (row + 1) * numOutputs)));
    }
  });

  test('a discrete action is where the cumulative distribution passes the uniform; its log-probability is exact', () => {
    const { model, n, noise, actions, logProbabilities } = setUp(discrete, 12);
    const masks = model.batch.actionMasks!;
    const logits = new Float32Array(n * 6);
    model.policyOutputs(model.batch.observations, n, logits);
    model.act(model.batch.observations, n, noise, actions, logProbabilities, masks);
    for (let row = 0; row < n; row++) {
      const mask = masks.subarray(row * 6, row * 6 + 6);
      const rowLogits = logits.subarray(row * 6, row * 6 + 6);
      const action = actions[row]!;
      expect(mask[action]).toBe(1);
      const p = Array.from(mask, (allowed, a) => (allowed ? Math.exp(categorical(rowLogits, a, mask).logProbability) : 0));
      const below = p.slice(0, action).reduce((sum, x) => sum + x, 0);
      expect(noise[row]!).toBeGreaterThan(below - 1e-5);
      expect(noise[row]!).toBeLessThan(below + p[action]! + 1e-5);
      expect(logProbabilities[row]).toBeCloseTo(categorical(rowLogits, action, mask).logProbability, 5);
    }
  });

  test('extreme uniforms choose the first and the last allowed action', () => {
    const { model, n, actions, logProbabilities } = setUp(discrete, 13);
    const masks = model.batch.actionMasks!;
    for (const [uniform, pick] of [[0, 'indexOf'], [1 - 2 ** -24, 'lastIndexOf'], [1, 'lastIndexOf']] as const) {
      model.act(model.batch.observations, n, new Float32Array(n).fill(uniform), actions, logProbabilities, masks);
      for (let row = 0; row < n; row++) expect(actions[row]).toBe(masks.subarray(row * 6, row * 6 + 6)[pick](1));
    }
  });

  test('without noise the most probable allowed action, or the mean, is taken', () => {
    const { model, n, actions, logProbabilities } = setUp(discrete, 14);
    const masks = model.batch.actionMasks!;
    const logits = new Float32Array(n * 6);
    model.policyOutputs(model.batch.observations, n, logits);
    model.act(model.batch.observations, n, null, actions, logProbabilities, masks);
    for (let row = 0; row < n; row++) {
      const allowed = Array.from(logits.subarray(row * 6, row * 6 + 6), (l, a) => (masks[row * 6 + a] ? l : -Infinity));
      expect(actions[row]).toBe(allowed.indexOf(Math.max(...allowed)));
    }
    const other = setUp(continuous, 14);
    const means = new Float32Array(n * 3);
    other.model.policyOutputs(other.model.batch.observations, n, means);
    other.model.act(other.model.batch.observations, n, null, other.actions, other.logProbabilities);
    expect(other.actions).toEqual(means);
  });

  test('a continuous action is mean + std noise; its log-probability is the density of the stored action', () => {
    const { model, n, noise, actions, logProbabilities } = setUp(continuous, 15);
    const means = new Float32Array(n * 3);
    model.policyOutputs(model.batch.observations, n, means);
    model.act(model.batch.observations, n, noise, actions, logProbabilities);
    const logStd = model.readParameters().slice(-3);
    for (let row = 0; row < n; row++) {
      for (let j = 0; j < 3; j++) {
        expect(actions[row * 3 + j]).toBeCloseTo(means[row * 3 + j]! + Math.exp(logStd[j]!) * noise[row * 3 + j]!, 5);
      }
      const at = (array: Float32Array): Float32Array => array.subarray(row * 3, row * 3 + 3);
      expect(logProbabilities[row]).toBeCloseTo(gaussian(at(means), logStd, at(actions)).logProbability, 4);
    }
  });

  test('a row without an allowed action is refused by its number, and nothing is written', () => {
    const { model, n, noise, actions, logProbabilities } = setUp(discrete, 17);
    const { observations } = model.batch;
    const masks = new Uint8Array(n * 6).fill(1);
    for (const row of [0, 70, n - 1]) {
      masks.fill(0, row * 6, row * 6 + 6);
      const act = (): void => model.act(observations, n, noise, actions, logProbabilities, masks);
      expect(act).toThrow(new RangeError(`invalid actionMasks: no action is allowed in row ${row}; expected at least one`));
      expect(actions.every((a) => a === 0) && logProbabilities.every((p) => p === 0)).toBe(true);
      model.act(observations, row, noise, actions, logProbabilities, masks); // the rows before it alone
      masks[row * 6 + (row % 6)] = 1;
      act();
      expect(actions[row]).toBe(row % 6);
      expect(logProbabilities[row]).toBe(0);
      actions.fill(0);
      logProbabilities.fill(0);
    }
  });

  test.each([discrete, continuous])('the probability ratio of what was just drawn is exactly 1', (spec) => {
    const { model, n, noise } = setUp(spec, 16);
    const { batch } = model;
    model.act(batch.observations, n, noise, batch.actions, batch.logProbabilities, batch.actionMasks);
    const settings = { clipRange: 0, valueClipRange: null, entropyCoefficient: 0, valueCoefficient: 0, normalizeAdvantages: false };
    const { approxKl, clipFraction } = model.minibatchGradient(Int32Array.from({ length: n }, (_, i) => i), settings);
    expect([approxKl, clipFraction]).toEqual([0, 0]);
  });
});

test('sizes are checked at the boundary', async () => {
  const library = await loadKernels('wasm-simd128');
  const model = createActorCritic(library, discrete);
  const settings = { clipRange: 0.2, valueClipRange: null, entropyCoefficient: 0, valueCoefficient: 1, normalizeAdvantages: false };
  const [observations, one] = [new Float32Array(10), new Float32Array(1)];
  expect(() => model.act(observations, 3, null, new Float32Array(3), new Float32Array(3))).toThrow('invalid length of observations: 10; expected at least 15');
  expect(() => model.act(observations, 2, null, one, new Float32Array(2))).toThrow('invalid length of actions: 1; expected at least 2');
  expect(() => model.values(observations, 2, one)).toThrow('invalid length of out: 1; expected at least 2');
  expect(() => model.values(observations, 1.5, one)).toThrow('invalid numRows: 1.5');
  expect(() => model.minibatchGradient(new Int32Array(0), settings)).toThrow('invalid minibatch of 0 rows; expected 1 to 150');
  expect(() => model.minibatchGradient(Int32Array.of(3, 150), settings)).toThrow('invalid row index: 150; expected 0 to 149');
  expect(() => model.writeParameters(one)).toThrow('invalid length of parameters: 1');
  expect(() => createActorCritic(library, { ...discrete, hiddenSizes: [0] })).toThrow('invalid hiddenSizes: 0; expected a positive integer');
  expect(() => createActorCritic(library, { ...discrete, minibatchSize: 151 })).toThrow('invalid minibatchSize: 151; expected at most rolloutSize (150)');
  expect(() => createActorCritic(library, { ...continuous, hasActionMasks: true })).toThrow('invalid hasActionMasks');
  expect(() => createActorCritic(library, { ...discrete, rolloutSize: 2 ** 29 })).toThrow('expected less than 2 GiB');
});
