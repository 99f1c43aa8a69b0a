import type { Scene } from './scene.ts';
import type { ActionSpace, Space } from './spaces.ts';
import type { Autoreset } from './vector-options.ts';

/** A task of a suite, with the episode returns that normalised scores are measured by. */
export interface Task {
  readonly name: string;
  /** Mean episode return of a uniformly random policy, where known. */
  readonly randomReturn?: number | undefined;
  /** Mean episode return of an expert, where known. */
  readonly expertReturn?: number | undefined;
}

/** What an observation is made to before a policy sees it: (x − mean) / √(variance + epsilon), held to ±clip. */
export interface ObservationNormalizer {
  /** `[observationSize]` each. */
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  readonly epsilon: number;
  readonly clip: number;
}

/** JSON-serialisable state of an environment. */
export type EnvState = null | boolean | number | string | readonly EnvState[] | { readonly [key: string]: EnvState };

/** What one vectorised step returns. The arrays are reused from step to step. */
export interface VectorStep {
  /** `[N × observationSize]`; after an episode's end the next episode's first observation, where that has begun. */
  readonly observations: Float32Array;
  /** `[N]`, after wrappers. */
  readonly rewards: Float64Array;
  /** `[N]`, the environment's own rewards, before any wrapper. */
  readonly rawRewards: Float64Array;
  /** `[N]`, 1 where the episode ended by itself. */
  readonly terminated: Uint8Array;
  /**
   * `[N]`, 1 where a time limit was reached. As in Gymnasium both flags are 1 when the episode ends by itself in that very
   * step: `terminated` then decides, nothing is bootstrapped.
   */
  readonly truncated: Uint8Array;
  /** `[N × observationSize]`, the true last observation; a row counts only where `terminated` or `truncated` is 1. */
  readonly finalObservations: Float32Array;
}

/** Many copies of an environment stepped together; a finished episode restarts by itself, unless `autoreset` is `disabled`. */
export interface VectorEnv {
  readonly id: string;
  readonly numEnvs: number;
  /** Spaces of one environment. */
  readonly observationSpace: Space;
  readonly actionSpace: ActionSpace;
  /** Length of one flattened observation. */
  readonly observationSize: number;
  /** At least one. */
  readonly tasks: readonly Task[];
  /** The time limit of an episode, the longest of all tasks'; null: none. */
  readonly maxEpisodeSteps: number | null;
  /** `[N]`, the task of each environment's running episode; after an episode's end that of the next one. Reused. */
  readonly currentTasks: Int32Array;
  /** `[N × numActions]`, 1 where an action is allowed now; null where every action always is. Reused. */
  readonly actionMasks: Uint8Array | null;
  /** When a finished episode is followed by the next one, see `VectorOptions`. */
  readonly autoreset: Autoreset;
  /**
   * `[N]`, 1 where the episode has ended and the next one has not begun: the next action is ignored, its reward is 0, its flags
   * are 0 and the step belongs to no episode. Null where that never happens (same-step autoreset without replicas). Reused.
   */
  readonly waiting: Uint8Array | null;
  /**
   * `[N]`, the start that each environment's running episode began from; equal ids mean the same first state and task, no id
   * comes back in the life of a vector. After an episode's end that of the next one, unless the environment waits. Null without
   * replicas: every start is its own. Reused.
   */
  readonly startIds: Int32Array | null;
  /** Whether `getState` holds everything that decides what follows. */
  readonly hasExactState: boolean;
  /** Starts every episode anew; environment i is seeded with seed + i. Without a seed the generators run on. */
  reset(options?: { seed?: number }): Float32Array;
  /** Actions `[N]` (discrete) or `[N × actionSize]`. */
  step(actions: Int32Array | Float32Array): VectorStep;
  getState(): EnvState;
  setState(state: EnvState): void;
  /** Applies this vector's observation wrappers, statistics frozen, to raw observations `[rows × observationSize]`. */
  transformObservations(observations: Float32Array): Float32Array;
  /** A copy of what `transformObservations` does at present; null where it hands observations on as they are. Absent: it does something else. */
  readonly getObservationNormalizer?: (() => ObservationNormalizer | null) | undefined;
  /**
   * A fresh vector of the same kind whose wrappers use, and never change, this one's present statistics; rewards stay raw.
   * Environment i of a suite plays task i modulo the number of tasks, so that every task is played equally. Episodes are truncated after
   * `maxEpisodeSteps` steps where the environment's own limit does not come first.
   */
  createEvaluationEnvs(options: { numEnvs: number; seed: number; maxEpisodeSteps?: number }): VectorEnv;
  /** What an environment looks like now; absent where environments have no picture. */
  render?(env: number): Scene;
  close(): void;
}
