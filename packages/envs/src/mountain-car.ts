import { singleKind } from './env-kind.ts';
import type { EnvKind, EnvRules } from './env-kind.ts';
import { mountainCarScene, MAX_POSITION, MAX_SPEED, MIN_POSITION, mountainCarSpace } from './mountain-car-valley.ts';
import { nextDouble } from './pcg64.ts';
import { discrete } from './spaces.ts';
import { checkOptionNames, checkPositive } from './validation.ts';

/** Options of `MountainCar-v0` and `MountainCarContinuous-v0`. */
export interface MountainCarOptions {
  /** Steps after which an episode is truncated; 200, and 999 with continuous actions, by default. */
  maxEpisodeSteps?: number;
  /** Least velocity at which reaching the goal ends the episode, 0 by default. */
  goalVelocity?: number;
}

/** @throws RangeError or TypeError for an invalid or unknown option. */
export function mountainCarKind(id: string, options: MountainCarOptions): EnvKind {
  checkOptionNames(options, ['maxEpisodeSteps', 'goalVelocity']);
  const { maxEpisodeSteps = 200, goalVelocity = 0 } = options;
  checkPositive('goalVelocity', goalVelocity, { inclusive: true });
  return singleKind(id, mountainCarRules({ goalVelocity }), maxEpisodeSteps);
}

const GOAL_POSITION = 0.5;
const FORCE = 0.001;
const GRAVITY = 0.0025;

/**
 * A car in a valley, too weak to drive straight up to the goal: actions push left, not at all, right. Observations are position
 * and velocity; each step costs 1. A. W. Moore, "Efficient Memory-based Learning for Robot Control" (1990); in the order of
 * operations of Gymnasium's `MountainCarEnv`. State: position, velocity.
 */
function mountainCarRules({ goalVelocity }: { goalVelocity: number }): EnvRules {
  return {
    observationSpace: mountainCarSpace,
    actionSpace: discrete(3),
    stateSize: 2,

    start(states, s, generators, g) {
      states[s] = -0.6 + (-0.4 - -0.6) * nextDouble(generators, g);
      states[s + 1] = 0;
    },

    step(states, s, action, _generators, _g, outcome) {
      let velocity = states[s + 1]! + ((action - 1) * FORCE + Math.cos(3 * states[s]!) * -GRAVITY);
      velocity = Math.min(Math.max(velocity, -MAX_SPEED), MAX_SPEED);
      const position = Math.min(Math.max(states[s]! + velocity, MIN_POSITION), MAX_POSITION);
      if (position === MIN_POSITION && velocity < 0) velocity = 0;
      states[s] = position;
      states[s + 1] = velocity;
      outcome.terminated = position >= GOAL_POSITION && velocity >= goalVelocity;
      outcome.reward = -1;
    },

    observe(states, s, target, offset) {
      target[offset] = states[s]!;
      target[offset + 1] = states[s + 1]!;
    },

    render: (states, s) => mountainCarScene(states[s]!, GOAL_POSITION),
  };
}
