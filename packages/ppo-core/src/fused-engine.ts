import { createActorCritic, loadKernels, type KernelChoice } from '@cohort-rl/kernels';
import type { Engine, EngineSpec } from './engine.ts';

/** The engine over our own kernels: hand-written forward and backward passes of an actor-critic, one memory, no allocation. */
export async function createFusedEngine(spec: EngineSpec, kernels: KernelChoice, threads = 1): Promise<Engine> {
  const library = await loadKernels(kernels);
  return Object.assign(createActorCritic(library, { ...spec, threads }), { name: 'fused' as const });
}
