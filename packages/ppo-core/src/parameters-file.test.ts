import { expect, test } from '@jest/globals';
import { makeVec, normalizeObservations } from '@cohort-rl/envs';
import { fromSafetensors, toSafetensors } from './parameters-file.ts';
import { loadPolicy } from './policy.ts';
import { createPpo } from './ppo.ts';
import { packSafetensors, SafetensorsError, unpackSafetensors } from './safetensors.ts';

const create = async (env: string, seed: number, hiddenSizes = [8, 6]) =>
  createPpo(normalizeObservations(makeVec(env, { numEnvs: 4, seed: 1 })), { seed, hiddenSizes, rolloutSteps: 16 });

test.each(['CartPole-v1', 'Pendulum-v1'])('parameters go out, and into another agent, on %s', async (env) => {
  const [from, to] = [await create(env, 1), await create(env, 2)];
  const bytes = toSafetensors(from, { env });
  const { tensors, metadata } = unpackSafetensors(bytes);
  expect(metadata).toEqual({ env });
  const { observationSize } = from.envs;
  expect(tensors.get('policy.0.weight')!.shape).toEqual([observationSize, 8]);
  expect(tensors.get('value.output.weight')!.shape).toEqual([6, 1]);
  expect(tensors.get('value.output.bias')!.shape).toEqual([1]);
  expect(tensors.has('policy.logStandardDeviation')).toBe(env === 'Pendulum-v1');
  // Σ x · W + b, by the shapes
  const observation = Float32Array.from({ length: observationSize }, (_, i) => 0.3 * (i + 1));
  let x = observation.map((value, i) => (value - from.envs.getObservationNormalizer!()!.mean[i]!) / Math.sqrt(from.envs.getObservationNormalizer!()!.variance[i]! + 1e-8));
  for (const name of ['policy.0', 'policy.1', 'policy.output']) {
    const { shape, values } = tensors.get(`${name}.weight`)!;
    const biases = tensors.get(`${name}.bias`)!.values;
    x = Float32Array.from(biases, (bias, j) => {
      const sum = x.reduce((total, value, i) => total + value * values[i * shape[1]! + j]!, bias);
      return name === 'policy.output' ? sum : Math.tanh(sum);
    });
  }
  const policy = await loadPolicy(from.state());
  policy.outputs(observation).forEach((value, i) => expect(value).toBeCloseTo(x[i]!, 5));

  to.engine.writeParameters(fromSafetensors(bytes, to.engine));
  expect(to.engine.readParameters()).toEqual(from.engine.readParameters());

  const whole = unpackSafetensors(toSafetensors(policy));
  expect(whole.tensors.get('normalizer.mean')!.values).toEqual(policy.normalizer!.mean);
  expect(whole.tensors.get('normalizer.variance')!.values).toEqual(policy.normalizer!.variance);
  expect(whole.metadata).toEqual({ epsilon: '1e-8', clip: '10' });
  expect(fromSafetensors(toSafetensors(policy), to.engine)).toEqual(from.engine.readParameters());
});

test('parameters of another network are refused', async () => {
  const { engine } = await create('CartPole-v1', 1);
  const read = (change: (tensors: Map<string, { shape: readonly number[]; values: Float32Array | Float64Array }>) => unknown) => () => {
    const tensors = new Map(unpackSafetensors(toSafetensors({ engine })).tensors);
    change(tensors);
    return fromSafetensors(packSafetensors({ tensors, metadata: {} }), engine);
  };
  const values = new Float32Array(8);
  expect(read((tensors) => tensors.set('policy.0.bias', { shape: [8], values }))()).toHaveLength(engine.parameterCount);
  const wrong: [() => Float32Array, string][] = [
    [read((tensors) => tensors.delete('value.1.bias')), 'missing tensor: value.1.bias; the file has policy.0.weight'],
    [read((tensors) => tensors.set('policy.2.bias', { shape: [8], values })), 'unknown tensor: policy.2.bias; expected policy.0.weight'],
    [read((tensors) => tensors.set('policy.0.bias', { shape: [2, 4], values })), 'invalid shape of policy.0.bias: [2, 4]; expected [8]'],
    [read((tensors) => tensors.set('policy.0.bias', { shape: [8], values: Float64Array.from(values) })), 'invalid dtype of policy.0.bias: F64; expected F32'],
    [read((tensors) => tensors.set('policy.0.bias', { shape: [8], values: values.map(() => NaN) })), 'invalid number in policy.0.bias: NaN; expected finite ones'],
  ];
  for (const [call, message] of wrong) {
    expect(call).toThrow(SafetensorsError);
    expect(call).toThrow(message);
  }
});
