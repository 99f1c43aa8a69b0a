import { singleKind } from './env-kind.ts';
import type { EnvKind, EnvRules } from './env-kind.ts';
import { nextDouble } from './pcg64.ts';
import type { Scene } from './scene.ts';
import { box } from './spaces.ts';
import { checkOptionNames, checkPositive } from './validation.ts';

/** Options of `Pendulum-v1`. */
export interface PendulumOptions {
  /** Steps after which an episode is truncated, 200 by default. */
  maxEpisodeSteps?: number;
  /** In m/s², 10 by default. */
  gravity?: number;
}

/** @throws RangeError or TypeError for an invalid or unknown option. */
export function pendulumKind(id: string, options: PendulumOptions): EnvKind {
  checkOptionNames(options, ['maxEpisodeSteps', 'gravity']);
  const { maxEpisodeSteps = 200, gravity = 10 } = options;
  checkPositive('gravity', gravity);
  return singleKind(id, pendulumRules(gravity), maxEpisodeSteps);
}

const { fround, PI } = Math;
const MAX_SPEED = 8;
export const MAX_TORQUE = 2;
const TIME_STEP = 0.05;

/**
 * A pendulum of 1 m and 1 kg, to be swung up and held with a torque from -2 to 2 N m (what lies beyond is clipped). Observations are
 * cos θ, sin θ, θ', θ from upright; the reward is -(θ² + 0.1 θ'² + 0.001 torque²) with θ in [-π, π). Never terminates. In the order of
 * operations of Gymnasium's `PendulumEnv`. State: θ, θ'.
 */
export function pendulumRules(gravity: number): EnvRules {
  return {
    observationSpace: box([-1, -1, -MAX_SPEED], [1, 1, MAX_SPEED]),
    actionSpace: box(-MAX_TORQUE, MAX_TORQUE, { shape: [1] }),
    stateSize: 2,

    start(states, s, generators, g) {
      states[s] = -PI + (PI - -PI) * nextDouble(generators, g);
      states[s + 1] = -1 + 2 * nextDouble(generators, g);
    },

    step(states, s, action, _generators, _g, outcome) {
      const torque = Math.min(Math.max(fround(action), -MAX_TORQUE), MAX_TORQUE);
      const theta = states[s]!;
      const velocity = states[s + 1]!;
      const angle = normalizeAngle(theta);
      // The torque is a float32 number, and so is what comes of it and a constant.
      const effort = fround(fround(0.001) * fround(torque * torque));
      outcome.reward = -(angle * angle + 0.1 * (velocity * velocity) + effort);
      outcome.terminated = false;
      const acceleration = ((3 * gravity) / 2) * Math.sin(theta) + fround(3 * torque);
      const next = Math.min(Math.max(velocity + acceleration * TIME_STEP, -MAX_SPEED), MAX_SPEED);
      states[s] = theta + next * TIME_STEP;
      states[s + 1] = next;
    },

    observe(states, s, target, offset) {
      target[offset] = Math.cos(states[s]!);
      target[offset + 1] = Math.sin(states[s]!);
      target[offset + 2] = states[s + 1]!;
    },

    render: (states, s) => pendulumScene(states[s]!),
  };
}

/** The same angle in [-π, π), by Python's remainder. */
function normalizeAngle(angle: number): number {
  const remainder = (angle + PI) % (2 * PI);
  return (remainder < 0 ? remainder + 2 * PI : remainder) - PI;
}

function pendulumScene(theta: number): Scene {
  const length = 0.5 / 1.1;
  // As in Gymnasium's picture a positive angle leans to the left.
  const [x, y] = [0.5 - length * Math.sin(theta), 0.5 - length * Math.cos(theta)];
  return {
    width: 1,
    height: 1,
    shapes: [
      { kind: 'line', x1: 0.5, y1: 0.5, x2: x, y2: y, width: 0.06, color: 'agent' },
      { kind: 'circle', x, y, radius: 0.03, color: 'agent' },
      { kind: 'circle', x: 0.5, y: 0.5, radius: 0.012, color: 'line' },
    ],
  };
}
