import { makeVec } from '@cohort-rl/envs';
import { createPpo, type Engine, type PpoOptions, type ResolvedPpoOptions } from '@cohort-rl/ppo-core';
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
  readonly notes: readonly string[];
  readonly milliseconds: number;
  readonly gflops: number;
  /** Of the kernels on as many threads; null for an engine that has none. */
  readonly peakGflops: number | null;
  /** gflops / peakGflops */
  readonly share: number | null;
}

/** A minibatch update, and what it is an update of. */
interface UpdateWork {
  readonly engine: Engine;
  readonly resolved: ResolvedPpoOptions;
  readonly shape: { readonly observationSize: number; readonly hiddenSizes: readonly number[]; readonly numOutputs: number; readonly trunk: 'separate' | 'shared' };
  readonly learningRate: number;
  /** Takes it, and returns the loss before it. */
  update(): number;
}

/** On CartPole's shapes, as the peers' measurements have them. */
export async function createUpdateWork(batch: number, options: PpoOptions): Promise<UpdateWork> {
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
  const learningRate = 1e-7;
  envs.close();
  return {
    engine,
    resolved,
    shape: { observationSize: envs.observationSize, hiddenSizes: resolved.hiddenSizes, numOutputs, trunk: resolved.trunk },
    learningRate,
    update() {
      const { loss } = engine.minibatchGradient(indices, settings);
      engine.applyGradient({ learningRate, maxGradNorm: 0.5 });
      return loss;
    },
  };
}

export async function measureUpdate(batch: number, options: PpoOptions, seconds: number): Promise<UpdateThroughput> {
  const { engine, resolved, shape, update } = await createUpdateWork(batch, options);
  const peak = await enginePeak(engine);
  const { milliseconds, other: peakGflops } = await millisecondsBeside(update, async () => peak?.burst() ?? NaN, seconds);
  await peak?.close();
  const { forward, backward } = countFlops(shape);
  const gflops = (batch * (forward + backward)) / milliseconds / 1e6;
  return {
    batch,
    hidden: resolved.hiddenSizes,
    engine: engine.name,
    kernels: engine.build,
    threads: engine.threads,
    notes: engine.notes,
    milliseconds,
    gflops,
    peakGflops: peak && peakGflops,
    share: peak && gflops / peakGflops,
    ...engineMemory(engine, shape, batch),
  };
}
