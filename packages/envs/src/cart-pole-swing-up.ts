import { cartPoleScene } from './cart-pole.ts';
import type { EnvRules } from './env-kind.ts';
import { nextDouble } from './pcg64.ts';
import { box, discrete } from './spaces.ts';

/** What differs between swing-ups; kilograms, metres, newtons. */
export interface SwingUpParameters {
  readonly poleMass: number;
  /** The whole pole's. */
  readonly poleLength: number;
  readonly force: number;
}

const { cos, sin, PI } = Math;
export const CART_MASS = 0.5;
const FRICTION = 0.1;
export const GRAVITY = 9.82;
export const TIME_STEP = 0.02;
const POSITION_LIMIT = 2.4;

/**
 * A pole that hangs from a cart is to be swung up and balanced by pushing left, not at all, right. Observations are position, velocity,
 * cos θ, sin θ, θ', θ from upright. A step's reward is (1 + cos θ) / 2 · cos(π x / 4.8), at most 1; the episode ends when the cart
 * leaves ±2.4 m. The equations of M. P. Deisenroth, "Efficient Reinforcement Learning using Gaussian Processes" (2010), with a uniform
 * rod and friction under the cart; semi-implicit Euler steps of 0.02 s. State: position, velocity, θ, θ'.
 */
export function cartPoleSwingUpRules({ poleMass, poleLength, force }: SwingUpParameters): EnvRules {
  const totalMass = CART_MASS + poleMass;
  const massLength = poleMass * poleLength;
  const high = [2 * POSITION_LIMIT, Infinity, 1, 1, Infinity];
  return {
    observationSpace: box(high.map((bound) => -bound), high),
    actionSpace: discrete(3),
    stateSize: 4,

    start(states, s, generators, g) {
      for (let i = s; i < s + 4; i++) states[i] = -0.2 + 0.4 * nextDouble(generators, g);
      states[s + 2]! += PI;
    },

    step(states, s, action, _generators, _g, outcome) {
      const velocity = states[s + 1]!;
      const angular = states[s + 3]!;
      const sine = sin(states[s + 2]!);
      const cosine = cos(states[s + 2]!);
      const push = (action - 1) * force - FRICTION * velocity;
      const swing = massLength * (angular * angular) * sine;
      const linear =
        (2 * swing - 3 * poleMass * GRAVITY * sine * cosine + 4 * push) / (4 * totalMass - 3 * poleMass * cosine * cosine);
      const turning =
        (-3 * swing * cosine + 6 * totalMass * GRAVITY * sine - 6 * push * cosine) /
        (4 * poleLength * totalMass - 3 * massLength * cosine * cosine);
      const nextVelocity = velocity + linear * TIME_STEP;
      const nextAngular = angular + turning * TIME_STEP;
      const position = states[s]! + nextVelocity * TIME_STEP;
      const theta = states[s + 2]! + nextAngular * TIME_STEP;
      states[s] = position;
      states[s + 1] = nextVelocity;
      states[s + 2] = theta;
      states[s + 3] = nextAngular;
      outcome.terminated = position < -POSITION_LIMIT || position > POSITION_LIMIT;
      outcome.reward = outcome.terminated ? 0 : ((1 + cos(theta)) / 2) * cos((position / POSITION_LIMIT) * (PI / 2));
    },

    observe(states, s, target, offset) {
      target[offset] = states[s]!;
      target[offset + 1] = states[s + 1]!;
      target[offset + 2] = cos(states[s + 2]!);
      target[offset + 3] = sin(states[s + 2]!);
      target[offset + 4] = states[s + 3]!;
    },

    render: (states, s) => cartPoleScene(states[s]!, states[s + 2]!, poleLength, POSITION_LIMIT, POSITION_LIMIT + poleLength),
  };
}
