import { builtInEnvs } from './built-in-envs.ts';
import type { EnvOptions, EnvSpec } from './env-spec.ts';
import type { Env } from './env.ts';
import { shownValue } from './shown-value.ts';
import type { ActionSpace, Space } from './spaces.ts';
import type { Task, VectorEnv } from './vector-env.ts';
import type { VectorOptions } from './vector-options.ts';
import { vectorize } from './vectorize.ts';

/** Those of the vector and the environment's own. */
export type MakeVecOptions = Readonly<VectorOptions> & EnvOptions;

/** What `cohort envs` lists. */
export interface EnvListing {
  readonly id: string;
  readonly description: string;
  /** Whether the environment has several tasks. */
  readonly suite: boolean;
  readonly tasks: readonly Task[];
  readonly observationSpace: Space;
  readonly actionSpace: ActionSpace;
  readonly rewardThreshold: number | null;
  readonly maxEpisodeSteps: number | null;
}

/** An id that nothing is registered under. */
export class UnknownEnvError extends RangeError {
  override readonly name = 'UnknownEnvError';
}

const specs = new Map(builtInEnvs.map((spec) => [spec.id, spec]));

/**
 * Gives an environment a name for `make`, `makeVec` and `listEnvs`.
 * @throws RangeError when the id is empty or taken; TypeError when neither `make` nor `makeVec` is given.
 */
export function register(spec: EnvSpec): void {
  if (typeof spec !== 'object' || (spec as unknown) === null) throw new TypeError(`invalid environment: ${shownValue(spec)}; expected { id, description, make or makeVec }`);
  if (typeof spec.id !== 'string' || spec.id === '') throw new RangeError(`invalid id: ${shownValue(spec.id || 'empty')}; expected a name`);
  if (specs.has(spec.id)) throw new RangeError(`invalid id: ${shownValue(spec.id)}; it is registered already`);
  const makers: unknown[] = [spec.make, spec.makeVec].filter((maker) => maker !== undefined);
  if (makers.length === 0 || makers.some((maker) => typeof maker !== 'function')) {
    throw new TypeError(`invalid environment ${shownValue(spec.id)}: expected make or makeVec, functions`);
  }
  specs.set(spec.id, spec);
}

function find(id: string): EnvSpec {
  const spec = specs.get(id);
  if (!spec) throw new UnknownEnvError(`unknown environment: ${shownValue(id)}; expected one of ${[...specs.keys()].join(', ')}`);
  return spec;
}

/**
 * One environment.
 * @throws UnknownEnvError; RangeError or TypeError for invalid options.
 */
export function make(id: string, options: EnvOptions = {}): Env {
  const spec = find(id);
  if (!spec.make) throw new RangeError(`invalid environment: ${id} exists as a vector only; use makeVec`);
  return spec.make(options);
}

/**
 * Many environments stepped together: registered ones by id, or the user's own by a function that makes one.
 * @throws UnknownEnvError; RangeError or TypeError for invalid options.
 */
export function makeVec(env: string | (() => Env), options: MakeVecOptions): VectorEnv {
  if (typeof env === 'function') return vectorize(env, options);
  const spec = find(env);
  const { vector, rest } = splitVectorOptions(options);
  if (spec.makeVec) return spec.makeVec(vector, rest);
  const { maxEpisodeSteps = spec.maxEpisodeSteps, ...own } = rest as { maxEpisodeSteps?: number };
  const limit = maxEpisodeSteps === undefined ? {} : { maxEpisodeSteps };
  return vectorize(() => spec.make!(own), { ...vector, ...limit, id: spec.id });
}

function splitVectorOptions(options: MakeVecOptions): { vector: VectorOptions; rest: EnvOptions } {
  if (typeof options !== 'object' || (options as unknown) === null) throw new TypeError(`invalid options: ${shownValue(options)}; expected an object`);
  const { numEnvs, seed, autoreset, replicas, ...rest } = options;
  const vector = {
    numEnvs,
    ...(seed !== undefined && { seed }),
    ...(autoreset !== undefined && { autoreset }),
    ...(replicas !== undefined && { replicas }),
  };
  return { vector, rest };
}

/** Everything registered, in order of registration. */
export function listEnvs(): EnvListing[] {
  return [...specs.values()].map(({ id, description, rewardThreshold = null, maxEpisodeSteps = null }) => {
    const envs = makeVec(id, { numEnvs: 1 });
    const { tasks, observationSpace, actionSpace } = envs;
    envs.close();
    return { id, description, suite: tasks.length > 1, tasks, observationSpace, actionSpace, rewardThreshold, maxEpisodeSteps };
  });
}
