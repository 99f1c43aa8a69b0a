import { acrobotKind } from './acrobot.ts';
import { blackjackKind } from './blackjack.ts';
import { cartPoleKind } from './cart-pole.ts';
import { cartPoleSwingUpsKind } from './cartpole-swingups.ts';
import { classicMixKind } from './classic-mix.ts';
import { cliffWalkingKind } from './cliff-walking.ts';
import type { EnvKind } from './env-kind.ts';
import type { EnvOptions, EnvSpec } from './env-spec.ts';
import { frozenLakeKind } from './frozen-lake.ts';
import { gridworldCurriculumKind } from './gridworld-curriculum.ts';
import { mixedHorizons } from './mixed-horizons.ts';
import { mountainCarContinuousKind } from './mountain-car-continuous.ts';
import { mountainCarKind } from './mountain-car.ts';
import { pendulumKind } from './pendulum.ts';
import { rulesEnv } from './rules-env.ts';
import { rulesVector } from './rules-vector.ts';
import { scaledCartPoles } from './scaled-cartpoles.ts';
import { taxiKind } from './taxi.ts';

/** An environment of ours: `kindOf` checks the options. */
const ours = (
  id: string, kindOf: (options: EnvOptions) => EnvKind, listing: Omit<EnvSpec, 'id' | 'make' | 'makeVec'>,
): EnvSpec => ({
  id,
  make: (options) => rulesEnv(kindOf(options)),
  makeVec: (vector, options) => rulesVector(kindOf(options), vector),
  ...listing,
});

/** Everything that is there before anybody registers more, in the order of lists. */
export const builtInEnvs: readonly EnvSpec[] = [
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
