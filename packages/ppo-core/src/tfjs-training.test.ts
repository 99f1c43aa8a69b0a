import { expect, test } from '@jest/globals';
import { makeVec, type VectorEnv } from '@cohort-rl/envs';
import type { PpoAgent } from './agent.ts';
import type { PpoOptions } from './options.ts';
import { createPpo, loadAgent } from './ppo.ts';

const make = (id: string): VectorEnv => makeVec(id, { numEnvs: 4, seed: 1 });
const options: PpoOptions = { rolloutSteps: 32, minibatchSize: 64, epochs: 2, hiddenSizes: [16], learningRate: 0.001 };
const tfjs: PpoOptions = { ...options, engine: 'tfjs', backend: 'cpu' };

async function train(agent: PpoAgent, totalSteps: number): Promise<Record<string, number>[]> {
  const curve: Record<string, number>[] = [];
  for await (const { metrics: { 'charts/SPS': _, ...metrics } } of agent.learn({ totalSteps })) curve.push(metrics);
  return curve;
}

// discrete, with masks, continuous
test.each(['CartPole-v1', 'Taxi-v4', 'Pendulum-v1'])("the curve is the fused engine's on %s", async (id) => {
  const [a, b] = [await createPpo(make(id), tfjs), await createPpo(make(id), options)];
  const curves = [await train(a, 640), await train(b, 640)] as const;
  expect(curves[0]).toHaveLength(5);
  curves[0].forEach((metrics, update) => {
    expect(Object.keys(metrics)).toEqual(Object.keys(curves[1][update]!));
    for (const [name, value] of Object.entries(metrics)) {
      const other = curves[1][update]![name]!;
      expect(Math.abs(value - other)).toBeLessThan(2e-3 * (1 + Math.abs(other)));
    }
  });
  const [p, q] = [a.engine.readParameters(), b.engine.readParameters()];
  p.forEach((value, i) => expect(Math.abs(value - q[i]!)).toBeLessThan(2e-3));
});

test('a state goes on to the bit, on another backend not quite, and that is said', async () => {
  const through = await createPpo(make('Pendulum-v1'), { ...tfjs, reference: { coefficient: 0.1 } });
  const curve = await train(through, 512);
  const half = await createPpo(make('Pendulum-v1'), { ...tfjs, reference: { coefficient: 0.1 } });
  for await (const _ of half.learn({ totalSteps: 512 })) if (half.step === 256) break;
  const resumed = await loadAgent(half.state(), make('Pendulum-v1'));
  expect(resumed.inexact).toBeNull();
  expect(await train(resumed, 512)).toEqual(curve.slice(2));
  expect(resumed.engine.readParameters()).toEqual(through.engine.readParameters());
  const elsewhere = await loadAgent(half.state(), make('Pendulum-v1'), { backend: 'wasm' });
  expect(elsewhere.inexact).toBe('the state was saved with kernels tfjs-cpu, this is tfjs-wasm');
});

test('more threads than one are answered by a note', async () => {
  const agent = await createPpo(make('CartPole-v1'), { ...tfjs, threads: 2 });
  expect([agent.engine.threads, agent.engine.notes]).toEqual([1, ['one thread in place of 2: TensorFlow.js has its own']]);
  agent.close();
  expect(await train(agent, 128)).toHaveLength(1);
});
