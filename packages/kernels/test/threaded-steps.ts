import { createWithMemory, fill } from './model.ts';
import { randomStream } from './random-stream.ts';
import { loadKernels, type KernelChoice } from '../src/library.ts';
import type { ActorCriticSpec } from '../src/spec.ts';

export const threadedSpec: ActorCriticSpec = {
  observationSize: 4, hiddenSizes: [24], activation: 'tanh', trunk: 'separate', head: { kind: 'categorical', numActions: 2 },
  rolloutSize: 600, minibatchSize: 600,
};

export const settings = { clipRange: 0.2, valueClipRange: null, entropyCoefficient: 0.01, valueCoefficient: 0.5, normalizeAdvantages: true };
const optimizer = { learningRate: 1e-3, maxGradNorm: 0.5 };
const mostTries = 2000;

/** What a few optimiser steps come to, in which every helper has taken a shard. */
export interface ThreadedSteps {
  readonly threads: number;
  readonly notes: readonly string[];
  readonly isShared: boolean;
  /** Helpers that took a shard. */
  readonly helpers: number;
  readonly parameters: number[];
}

/** Takes the same steps until each helper has had a part in them: a helper may start late, or find all shards taken. */
export async function takeThreadedSteps(choice: KernelChoice, threads: number): Promise<ThreadedSteps> {
  const { model, arena, layout } = createWithMemory(await loadKernels(choice), { ...threadedSpec, threads });
  fill(model, threadedSpec, randomStream(31));
  const start = model.readParameters();
  const optimizerState = model.readOptimizer();
  const { scratch, scratchSize } = layout.planValues as { scratch: number; scratchSize: number };
  const helperScratch = Array.from({ length: model.threads - 1 }, (_, i) => new Float32Array(arena.buffer, scratch + (i + 1) * scratchSize, scratchSize / 4));
  const hasWorked = (): boolean[] => helperScratch.map((floats) => floats.some((x) => x !== 0));
  for (let tries = 0; tries < mostTries; tries++) {
    for (const floats of helperScratch) floats.fill(0);
    model.writeParameters(start);
    model.writeOptimizer(optimizerState);
    const { uniform } = randomStream(32);
    for (let i = 0; i < 20; i++) {
      model.minibatchGradient(Int32Array.from({ length: 30 * (i + 1) }, () => Math.floor(600 * uniform())), settings);
      model.applyGradient(optimizer);
    }
    if (hasWorked().every(Boolean)) break;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const helpers = hasWorked().filter(Boolean).length;
  model.close();
  const isShared = arena.buffer.constructor.name === 'SharedArrayBuffer';
  return { threads: model.threads, notes: model.notes, isShared, helpers, parameters: Array.from(model.readParameters()) };
}
