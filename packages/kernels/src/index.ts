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
export { availableBuilds, kernelChoices, loadKernels } from './library.ts';
export type { Arena, ArenaBase, KernelBuild, KernelChoice, KernelLibrary, Kernels, NativeBuild, WasmBuild } from './library.ts';
export type { ActorCriticSpec } from './spec.ts';
