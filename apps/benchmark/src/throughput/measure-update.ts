import { makeVec } from '@cohort-rl/envs';
import { createPpo, type PpoOptions } from '@cohort-rl/ppo-core';
import { settingUp } from '../errors.ts';
import { countFlops } from './count-flops.ts';
import { engineMemory, type EngineMemory } from './engine-memory.ts';
import { enginePeak } from './engine-peak.ts';
import { millisecondsBeside } from './segments.ts';

/** Speed of one minibatch update alone: gather, forward, loss, backward, clip, Adam. */
export interface UpdateThroughput extends Partial<EngineMemory> {
  readonly batch: number;
  readonly hidden: readonly number[];
  readonly engine: string;
  readonly kernels: string;
  readonly threads: number;
  readonly fallback: string | null;
  readonly milliseconds: number;
  readonly gflops: number;
  /** Of the kernels on as many threads; null for an engine that has none. */
  readonly peakGflops: number | null;
  /** gflops / peakGflops */
  readonly share: number | null;
}

/** On CartPole's shapes, as the peers' measurements have them. */
export async function measureUpdate(batch: number, options: PpoOptions, seconds: number): Promise<UpdateThroughput> {
  const { envs, engine, options: resolved } = await settingUp(async () =>
    createPpo(makeVec('CartPole-v1', { numEnvs: 1, seed: 1 }), { ...options, rolloutSteps: batch, minibatchSize: batch, seed: 1 }),
  );
  const numOutputs = 2;
  // any numbers of the usual size do: the work does not depend on them
  let draws = 0;
  const draw = (): number => Math.sin(++draws * 12.9898) * 1.5;
  const { observations, actions, logProbabilities, values, advantages, returns } = engine.batch;
  for (const array of [observations, values, advantages, returns]) array.forEach((_, i) => (array[i] = draw()));
  actions.forEach((_, i) => (actions[i] = i % numOutputs));
  logProbabilities.fill(Math.log(1 / numOutputs));
  const indices = Int32Array.from({ length: batch }, (_, i) => (i * 7919) % batch);
  const settings = { clipRange: 0.2, valueClipRange: null, entropyCoefficient: 0.01, valueCoefficient: 0.5, normalizeAdvantages: true, weightValueLoss: false };
  const peak = await enginePeak(engine);
  const { milliseconds, other: peakGflops } = await millisecondsBeside(
    () => {
      engine.minibatchGradient(indices, settings);
      engine.applyGradient({ learningRate: 1e-7, maxGradNorm: 0.5 });
    },
    async () => peak?.burst() ?? NaN,
    seconds,
  );
  await peak?.close();
  const shape = { observationSize: envs.observationSize, hiddenSizes: resolved.hiddenSizes, numOutputs, trunk: resolved.trunk };
  envs.close();
  const { forward, backward } = countFlops(shape);
  const gflops = (batch * (forward + backward)) / milliseconds / 1e6;
  return {
    batch,
    hidden: resolved.hiddenSizes,
    engine: engine.name,
    kernels: engine.build,
    threads: engine.threads,
    fallback: engine.fallback,
    milliseconds,
    gflops,
    peakGflops: peak && peakGflops,
    share: peak && gflops / peakGflops,
    ...engineMemory(engine, shape, batch),
  };
}
