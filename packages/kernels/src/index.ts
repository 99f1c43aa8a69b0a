export { createActorCritic } from './actor-critic.ts';
export type {
  ActorCritic,
  GradientStep,
  LossSettings,
  LossStatistics,
  OptimizerSettings,
  OptimizerState,
  ParameterLayer,
  RolloutMemory,
} from './actor-critic.ts';
export type { Gains } from './initialization.ts';
export { loadKernels } from './library.ts';
export type { Arena, KernelBuild, KernelChoice, KernelLibrary, Kernels } from './library.ts';
export type { ActorCriticSpec } from './spec.ts';
