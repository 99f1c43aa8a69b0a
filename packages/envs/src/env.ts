import type { Scene } from './scene.ts';
import type { ActionSpace, Space, SpaceElement } from './spaces.ts';
import type { EnvState } from './vector-env.ts';

/** Anything an environment wants to tell; `action_mask` (1 = allowed) restricts the next action of a Discrete space. */
export type Info = { readonly action_mask?: ArrayLike<number | boolean>; readonly [key: string]: unknown };

/** What one step of one environment returns. */
export interface EnvStep<Observation extends SpaceElement = SpaceElement> {
  readonly observation: Observation;
  readonly reward: number;
  /** The episode ended by itself. */
  readonly terminated: boolean;
  /** A time limit cut the episode; both may be true at once, as in Gymnasium. */
  readonly truncated: boolean;
  readonly info?: Info;
}

/** One environment, of Gymnasium's shape. Box observations are flat (row-major). */
export interface Env<Observation extends SpaceElement = SpaceElement, Action extends SpaceElement = SpaceElement> {
  readonly observationSpace: Space;
  readonly actionSpace: ActionSpace;
  /** Starts an episode; with a seed the environment's generator is seeded anew, without one it runs on. */
  reset(options?: { seed?: number }): { readonly observation: Observation; readonly info?: Info };
  step(action: Action): EnvStep<Observation>;
  /** JSON-serialisable; `setState` with it must lead to exactly the same future. */
  getState?(): EnvState;
  setState?(state: EnvState): void;
  /** What the environment looks like now. */
  render?(): Scene;
  close?(): void;
}
