import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Env } from '@cohort-rl/envs';
import { UsageError } from './errors.ts';

/** An environment of the user's own: what a file exports. */
export interface EnvFile {
  /** The default export. */
  readonly makeEnv: () => Env;
  /** Steps after which an episode is truncated; absent: unlimited. */
  readonly maxEpisodeSteps?: number;
}

const loaded = new Map<string, EnvFile>();

/** Whether what stands for an environment is a file: a path of a JavaScript module. */
const isEnvFile = (env: string): boolean => /\.(?:js|mjs|cjs)$/.test(env);

/** The absolute path of a file, any other id as it is: the same run from whatever folder it goes on. */
export const resolveEnv = (env: string): string => (isEnvFile(env) ? resolve(env) : env);

/** Imports the file, if the environment is one, for {@link envFile}. @throws UsageError when it holds no environment. */
export async function loadEnvFile(env: string): Promise<void> {
  if (!isEnvFile(env) || loaded.has(env)) return;
  if (!existsSync(env)) throw new UsageError(`invalid --env: no file ${env}; expected an id of cohort envs, or a module whose default export makes an environment`);
  let exported: { default?: unknown; maxEpisodeSteps?: unknown };
  try {
    exported = (await import(pathToFileURL(env).href)) as typeof exported;
  } catch (error) {
    throw new UsageError(`invalid --env: ${env} cannot be loaded: ${(error as Error).message}`, { cause: error });
  }
  const { default: makeEnv, maxEpisodeSteps } = exported;
  if (typeof makeEnv !== 'function') throw new UsageError(`invalid --env: the default export of ${env} is ${typeof makeEnv}; expected a function that makes an environment`);
  loaded.set(env, { makeEnv: makeEnv as () => Env, ...(maxEpisodeSteps !== undefined && { maxEpisodeSteps: maxEpisodeSteps as number }) });
}

/** What a file that was loaded exports; undefined for any other id. */
export const envFile = (env: string): EnvFile | undefined => loaded.get(env);
