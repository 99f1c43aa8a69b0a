import { singleKind } from './env-kind.ts';
import type { EnvKind, EnvRules } from './env-kind.ts';
import type { MountainCarOptions } from './mountain-car.ts';
import { mountainCarScene, MAX_POSITION, MAX_SPEED, MIN_POSITION, mountainCarSpace } from './mountain-car-valley.ts';
import { nextDouble } from './pcg64.ts';
import { box } from './spaces.ts';
import { checkOptionNames, checkPositive } from './validation.ts';

/** @throws RangeError or TypeError for an invalid or unknown option. */
export function mountainCarContinuousKind(id: string, options: MountainCarOptions): EnvKind {
  checkOptionNames(options, ['maxEpisodeSteps', 'goalVelocity']);
  const { maxEpisodeSteps = 999, goalVelocity = 0 } = options;
  checkPositive('goalVelocity', goalVelocity, { inclusive: true });
  return singleKind(id, mountainCarContinuousRules(goalVelocity), maxEpisodeSteps);
}

const { fround } = Math;
const GOAL_POSITION = fround(0.45);
const POWER = 0.0015;
const GRAVITY = 0.0025;
const LOWEST = fround(MIN_POSITION);
const HIGHEST = fround(MAX_POSITION);
const FASTEST = fround(MAX_SPEED);

/**
 * The car in the valley, pushed by a force from -1 to 1 (what lies beyond is clipped): 100 for the goal, less 0.1 times the
 * squared force each step. In the order of operations of Gymnasium's `Continuous_MountainCarEnv`, whose state is float32 from the
 * first step on and float64 before it. State: position, velocity, 1 before the first step.
 */
function mountainCarContinuousRules(goalVelocity: number): EnvRules {
  const leastVelocity = fround(goalVelocity);
  return {
    observationSpace: mountainCarSpace,
    actionSpace: box(-1, 1, { shape: [1] }),
    stateSize: 3,

    start(states, s, generators, g) {
      states[s] = -0.6 + (-0.4 - -0.6) * nextDouble(generators, g);
      states[s + 1] = 0;
      states[s + 2] = 1;
    },

    step(states, s, action, _generators, _g, outcome) {
      const force = fround(action);
      const isFirst = states[s + 2] === 1;
      const angle = 3 * states[s]!;
      const pull = GRAVITY * Math.cos(isFirst ? angle : fround(angle));
      // A clipped force is one of Python's floats, and stays at full precision until it meets the state.
      const change =
        force > 1 ? POWER - pull : force < -1 ? -POWER - pull : fround(fround(force * fround(POWER)) - fround(pull));
      let velocity = fround(states[s + 1]! + (isFirst ? change : fround(change)));
      velocity = Math.min(Math.max(velocity, -FASTEST), FASTEST);
      // Only a first step adds a velocity at full precision.
      let position = fround(states[s]! + (isFirst ? change : velocity));
      position = Math.min(Math.max(position, LOWEST), HIGHEST);
      if (position === LOWEST && velocity < 0) velocity = 0;
      states[s] = position;
      states[s + 1] = velocity;
      states[s + 2] = 0;
      outcome.terminated = position >= GOAL_POSITION && velocity >= leastVelocity;
      outcome.reward = (outcome.terminated ? 100 : 0) - force * force * 0.1;
    },

    observe(states, s, target, offset) {
      target[offset] = states[s]!;
      target[offset + 1] = states[s + 1]!;
    },

    render: (states, s) => mountainCarScene(states[s]!, GOAL_POSITION),
  };
}
