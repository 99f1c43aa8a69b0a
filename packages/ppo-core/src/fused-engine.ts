import { createActorCritic, loadKernels, type KernelChoice } from '@cohort-rl/kernels';
import type { Engine, EngineSpec } from './engine.ts';

/** The engine over our own kernels: hand-written forward and backward passes of an actor-critic, one memory, no allocation. */
export async function createFusedEngine(spec: EngineSpec, kernels: KernelChoice): Promise<Engine> {
  const network = createActorCritic(await loadKernels(kernels), spec);
  return Object.assign(network, { name: 'fused' as const, threads: 1 });
}
