import { createActorCritic, type ActorCritic } from '../src/actor-critic.ts';
import { computeLayout, paddedPlaces, type Layout } from '../src/layout.ts';
import { availableBuilds, type Arena, type KernelBuild, type KernelLibrary } from '../src/library.ts';
import type { ActorCriticSpec } from '../src/spec.ts';
import type { RandomStream } from './random-stream.ts';

export const builds: readonly KernelBuild[] = availableBuilds();

/** An actor-critic together with its memory, for tests that look at what lies between the parameters. */
export function createWithMemory(library: KernelLibrary, spec: ActorCriticSpec): { model: ActorCritic; arena: Arena; layout: Layout } {
  let arena: Arena | undefined;
  const model = createActorCritic({ ...library, allocate: (...args) => (arena = library.allocate(...args)) }, spec);
  return { model, arena: arena!, layout: computeLayout(spec, library) };
}

/** The numbers of the padded parameters, gradient and moments that belong to no logical parameter. */
export function padding(library: KernelLibrary, arena: Arena, { blocks, parameterCount, paddedCount, planValues }: Layout): number[] {
  const used = new Set(paddedPlaces(blocks, parameterCount, library.tileColumns));
  const vectors = [planValues.parameters, planValues.gradient, planValues.firstMoment, planValues.secondMoment];
  return vectors.flatMap((at) => Array.from(new Float32Array(arena.buffer, at, paddedCount)).filter((_, i) => !used.has(i)));
}

/** Random parameters, and a rollout with probability ratios on both sides of the clip range. */
export function fill(model: ActorCritic, spec: ActorCriticSpec, { normal, uniform }: RandomStream): void {
  const { batch } = model;
  const parameters = model.readParameters();
  for (const { name, offset, rows, columns } of model.layers) {
    const scale = name.endsWith('weight') ? 1.2 / Math.sqrt(rows) : 0.3;
    for (let i = offset; i < offset + rows * columns; i++) parameters[i] = scale * normal();
  }
  model.writeParameters(parameters);
  for (const field of ['observations', 'values', 'advantages', 'returns'] as const) {
    for (let i = 0; i < batch[field].length; i++) batch[field][i] = normal();
  }
  for (let i = 0; i < batch.stepWeights.length; i++) batch.stepWeights[i] = 2 * uniform();
  const size = spec.rolloutSize;
  if (batch.actionMasks) {
    const n = batch.actionMasks.length / size;
    for (let row = 0; row < size; row++) {
      const kept = Math.floor(uniform() * n);
      for (let a = 0; a < n; a++) batch.actionMasks[row * n + a] = a === kept || uniform() < 0.5 ? 1 : 0;
    }
  }
  if (batch.valueHeads) for (let i = 0; i < size; i++) batch.valueHeads[i] = Math.floor(uniform() * spec.numValueHeads!);
  const noise = Float32Array.from({ length: batch.actions.length }, spec.head.kind === 'gaussian' ? normal : uniform);
  model.act(batch.observations, size, noise, batch.actions, batch.logProbabilities, batch.actionMasks);
  batch.referenceLogProbabilities?.set(batch.logProbabilities.map((value) => value + 0.3 * normal()));
  for (let i = 0; i < size; i++) batch.logProbabilities[i]! += 0.3 * normal();
}
