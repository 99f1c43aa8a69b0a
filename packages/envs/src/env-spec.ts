import type { Env } from './env.ts';
import type { VectorEnv } from './vector-env.ts';
import type { VectorOptions } from './vector-options.ts';

/** Options of one environment, by name; each environment documents its own. */
export type EnvOptions = Readonly<Record<string, unknown>>;

/** An environment, or a suite of tasks, that has a name. At least one of `make` and `makeVec` is needed. */
export interface EnvSpec {
  readonly id: string;
  /** One line for lists. */
  readonly description: string;
  /** Mean episode return from which the environment counts as solved. */
  readonly rewardThreshold?: number;
  /** Default time limit, in steps; with `make` alone it is applied to vectors of it. */
  readonly maxEpisodeSteps?: number;
  readonly make?: (options: EnvOptions) => Env;
  readonly makeVec?: (vector: VectorOptions, options: EnvOptions) => VectorEnv;
}
