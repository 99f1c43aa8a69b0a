import { basename } from 'node:path';
import { makeVec, normalizeObservations, normalizeRewards, type Env, type VectorEnv, type VectorOptions } from '@cohort-rl/envs';
import { limitEnvTime } from '@cohort-rl/ppo-core/node';
import { envFile, type EnvFile } from './env-file.ts';
import { UsageError } from './errors.ts';

/** Wrappers of the training environments, as JSON; evaluations use the observations' statistics, frozen, and raw rewards. */
export interface EnvWrappers {
  readonly normalizeObservations?: boolean;
  /** With these options. */
  readonly normalizeRewards?: { readonly perTask: boolean; readonly gamma: number };
  /** Seconds in which a step or a reset of the user's own environment has to answer. */
  readonly timeout?: number;
}

/** An environment's vector in its wrappers, seeded. @throws UsageError for a time limit of an environment that is not a file. */
export function makeWrapped(env: string, options: VectorOptions, { timeout, ...wrappers }: EnvWrappers = {}): VectorEnv {
  const file = envFile(env);
  if (timeout !== undefined && !file) throw new UsageError(`invalid --env-timeout: ${timeout} beside ${env}; expected a file as --env`);
  let envs = file ? makeOwn(basename(env), file, options, timeout) : makeVec(env, options);
  if (wrappers.normalizeObservations) envs = normalizeObservations(envs);
  if (wrappers.normalizeRewards) envs = normalizeRewards(envs, wrappers.normalizeRewards);
  return envs;
}

function makeOwn(id: string, { makeEnv, ...limits }: EnvFile, options: VectorOptions, timeout: number | undefined): VectorEnv {
  const make = (): Env => {
    const env: Env | null | undefined = makeEnv();
    // what is no environment is for the vector to say
    return timeout === undefined || typeof env?.step !== 'function' ? env : limitEnvTime(env, timeout);
  };
  return makeVec(make, { ...options, ...limits, id });
}
