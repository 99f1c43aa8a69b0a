import { makeVec, normalizeObservations, normalizeRewards, type VectorEnv, type VectorOptions } from '@cohort-rl/envs';

/** Wrappers of the training environments, as JSON; evaluations use the observations' statistics, frozen, and raw rewards. */
export interface EnvWrappers {
  readonly normalizeObservations?: boolean;
  /** With these options. */
  readonly normalizeRewards?: { readonly perTask: boolean; readonly gamma: number };
}

/** An environment's vector in its wrappers, seeded. */
export function makeWrapped(env: string, options: VectorOptions, wrappers: EnvWrappers = {}): VectorEnv {
  let envs = makeVec(env, options);
  if (wrappers.normalizeObservations) envs = normalizeObservations(envs);
  if (wrappers.normalizeRewards) envs = normalizeRewards(envs, wrappers.normalizeRewards);
  return envs;
}
