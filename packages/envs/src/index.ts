export { Generator } from './generator.ts';
export type { GeneratorState } from './generator.ts';
export { SeedSequence } from './seed-sequence.ts';
export { makeVec } from './registry.ts';
export * from './spaces.ts';
export type { Env, EnvStep, Info } from './env.ts';
export type { EnvState, Task, VectorEnv, VectorStep } from './vector-env.ts';
