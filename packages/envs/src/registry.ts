import { acrobotKind } from './acrobot.ts';
import { blackjackKind } from './blackjack.ts';
import { cartPoleKind } from './cart-pole.ts';
import { cartPoleSwingUpsKind } from './cartpole-swingups.ts';
import { classicMixKind } from './classic-mix.ts';
import { cliffWalkingKind } from './cliff-walking.ts';
import type { Env } from './env.ts';
import type { EnvKind } from './env-kind.ts';
import { frozenLakeKind } from './frozen-lake.ts';
import { gridworldCurriculumKind } from './gridworld-curriculum.ts';
import { mixedHorizons } from './mixed-horizons.ts';
import { mountainCarKind } from './mountain-car.ts';
import { mountainCarContinuousKind } from './mountain-car-continuous.ts';
import { pendulumKind } from './pendulum.ts';
import { rulesEnv } from './rules-env.ts';
import { rulesVector } from './rules-vector.ts';
import { scaledCartPoles } from './scaled-cartpoles.ts';
import type { ActionSpace, Space } from './spaces.ts';
import type { Task, VectorEnv } from './vector-env.ts';
import type { VectorOptions } from './vector-options.ts';
import { taxiKind } from './taxi.ts';
import { vectorize } from './vectorize.ts';

/** Options of one environment, by name; each environment documents its own. */
export type EnvOptions = Readonly<Record<string, unknown>>;

/** Those of the vector and the environment's own. */
export type MakeVecOptions = Readonly<VectorOptions> & EnvOptions;

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

/** An environment of ours: `kindOf` checks the options. */
const ours = (
  id: string, kindOf: (options: EnvOptions) => EnvKind, listing: Omit<EnvSpec, 'id' | 'make' | 'makeVec'>,
): EnvSpec => ({
  id,
  make: (options) => rulesEnv(kindOf(options)),
  makeVec: (vector, options) => rulesVector(kindOf(options), vector),
  ...listing,
});

const builtIn: readonly EnvSpec[] = [
  ours('CartPole-v1', (options) => cartPoleKind('CartPole-v1', [{ name: 'CartPole-v1' }], options), {
    description: 'balance a pole on a cart, 500 steps at most',
    rewardThreshold: 475,
    maxEpisodeSteps: 500,
  }),
  ours('scaled-cartpoles', (options) => cartPoleKind('scaled-cartpoles', scaledCartPoles, options), {
    description: 'four cart-poles whose dynamics and rewards differ in scale by up to 100',
    maxEpisodeSteps: 500,
  }),
  ours('cartpole-swingups', (options) => cartPoleSwingUpsKind('cartpole-swingups', options), {
    description: 'eight poles to be swung up, by weak and strong actuators',
    maxEpisodeSteps: 500,
  }),
  ours('mixed-horizons', (options) => cartPoleKind('mixed-horizons', mixedHorizons, options), {
    description: 'four cart-poles with time limits from 30 to 1,000 steps',
    maxEpisodeSteps: 1000,
  }),
  ours('gridworld-curriculum', (options) => gridworldCurriculumKind('gridworld-curriculum', options), {
    description: 'five mazes of growing size, a reward at the goal alone',
    maxEpisodeSteps: 484,
  }),
  ours('classic-mix', (options) => classicMixKind('classic-mix', options), {
    description: 'CartPole, Acrobot, Pendulum and FrozenLake behind one policy',
    maxEpisodeSteps: 500,
  }),
  ours('Acrobot-v1', (options) => acrobotKind('Acrobot-v1', options), {
    description: 'swing two links up by the joint between them',
    rewardThreshold: -100,
    maxEpisodeSteps: 500,
  }),
  ours('MountainCar-v0', (options) => mountainCarKind('MountainCar-v0', options), {
    description: 'rock a weak car out of a valley',
    rewardThreshold: -110,
    maxEpisodeSteps: 200,
  }),
  ours('MountainCarContinuous-v0', (options) => mountainCarContinuousKind('MountainCarContinuous-v0', options), {
    description: 'rock a weak car out of a valley with little force in all',
    rewardThreshold: 90,
    maxEpisodeSteps: 999,
  }),
  ours('Pendulum-v1', (options) => pendulumKind('Pendulum-v1', options), {
    description: 'swing a pendulum up and hold it',
    maxEpisodeSteps: 200,
  }),
  ours('FrozenLake-v1', (options) => frozenLakeKind('FrozenLake-v1', options), {
    description: 'cross slippery ice between holes',
    rewardThreshold: 0.7,
    maxEpisodeSteps: 100,
  }),
  ours('FrozenLake8x8-v1', (options) => frozenLakeKind('FrozenLake8x8-v1', options, { mapName: '8x8' }), {
    description: 'cross slippery ice between holes, on a larger lake',
    rewardThreshold: 0.85,
    maxEpisodeSteps: 200,
  }),
  ours('CliffWalking-v1', (options) => cliffWalkingKind('CliffWalking-v1', options), {
    description: 'walk along a cliff',
  }),
  ours('CliffWalkingSlippery-v1', (options) => cliffWalkingKind('CliffWalkingSlippery-v1', options, { slippery: true }), {
    description: 'walk along a cliff on slippery ground',
  }),
  ours('Taxi-v4', (options) => taxiKind('Taxi-v4', 4, options), {
    description: 'fetch a passenger and take them where they want to go',
    rewardThreshold: 8,
    maxEpisodeSteps: 200,
  }),
  ours('Taxi-v3', (options) => taxiKind('Taxi-v3', 3, options), {
    description: 'fetch a passenger and take them where they want to go, as in Gymnasium 1.2',
    rewardThreshold: 8,
    maxEpisodeSteps: 200,
  }),
  ours('Blackjack-v1', (options) => blackjackKind('Blackjack-v1', options), {
    description: 'play cards against a dealer',
  }),
];

const specs = new Map(builtIn.map((spec) => [spec.id, spec]));

/**
 * Gives an environment a name for `make`, `makeVec` and `listEnvs`.
 * @throws RangeError when the id is empty or taken; TypeError when neither `make` nor `makeVec` is given.
 */
export function register(spec: EnvSpec): void {
  if (typeof spec.id !== 'string' || spec.id === '') throw new RangeError('invalid id: empty; expected a name');
  if (specs.has(spec.id)) throw new RangeError(`invalid id: ${spec.id}; it is registered already`);
  if (!spec.make && !spec.makeVec) throw new TypeError(`invalid environment ${spec.id}: expected make or makeVec`);
  specs.set(spec.id, spec);
}

function find(id: string): EnvSpec {
  const spec = specs.get(id);
  if (!spec) throw new UnknownEnvError(`unknown environment: ${id}; expected one of ${[...specs.keys()].join(', ')}`);
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
