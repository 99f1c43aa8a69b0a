import { singleKind } from './env-kind.ts';
import type { EnvKind, EnvRules } from './env-kind.ts';
import { nextDouble } from './pcg64.ts';
import type { Scene } from './scene.ts';
import { box, discrete } from './spaces.ts';
import { checkOptionNames } from './validation.ts';

/** Options of `Acrobot-v1`. */
export interface AcrobotOptions {
  /** Steps after which an episode is truncated, 500 by default. */
  maxEpisodeSteps?: number;
}

/** @throws RangeError or TypeError for an invalid or unknown option. */
export function acrobotKind(id: string, options: AcrobotOptions): EnvKind {
  checkOptionNames(options, ['maxEpisodeSteps']);
  return singleKind(id, acrobotRules(), options.maxEpisodeSteps ?? 500);
}

const { cos, sin, PI } = Math;
const TIME_STEP = 0.2;
const GRAVITY = 9.8;
const MAX_VELOCITY_1 = 4 * PI;
const MAX_VELOCITY_2 = 9 * PI;

/**
 * Two links of 1 m and 1 kg hang from a joint; the one between them is driven by a torque of -1, 0 or 1 N m. The episode ends
 * when the free end is 1 m above the upper joint. Observations are cos θ1, sin θ1, cos θ2, sin θ2, θ1', θ2', θ1 from hanging down and
 * θ2 relative to the first link; each step costs 1 but the one that ends the episode. R. S. Sutton, "Generalization in
 * Reinforcement Learning: Successful Examples Using Sparse Coarse Coding" (1996), with the equations of Sutton and Barto's book;
 * in the order of operations of Gymnasium's `AcrobotEnv`. State: θ1, θ2, θ1', θ2'.
 */
export function acrobotRules(): EnvRules {
  const high = [1, 1, 1, 1, MAX_VELOCITY_1, MAX_VELOCITY_2];
  // Runge and Kutta's slopes and the point that they are taken at.
  const point = new Float64Array(4);
  const slope = new Float64Array(4);
  const sum = new Float64Array(4);
  return {
    observationSpace: box(high.map((bound) => -bound), high),
    actionSpace: discrete(3),
    stateSize: 4,

    start(states, s, generators, g) {
      for (let i = s; i < s + 4; i++) states[i] = Math.fround(-0.1 + 0.2 * nextDouble(generators, g));
    },

    step(states, s, action, _generators, _g, outcome) {
      const torque = action - 1;
      for (let i = 0; i < 4; i++) point[i] = states[s + i]!;
      writeSlope(point, torque, slope);
      for (let i = 0; i < 4; i++) {
        sum[i] = slope[i]!;
        point[i] = states[s + i]! + (TIME_STEP / 2) * slope[i]!;
      }
      writeSlope(point, torque, slope);
      for (let i = 0; i < 4; i++) {
        sum[i]! += 2 * slope[i]!;
        point[i] = states[s + i]! + (TIME_STEP / 2) * slope[i]!;
      }
      writeSlope(point, torque, slope);
      for (let i = 0; i < 4; i++) {
        sum[i]! += 2 * slope[i]!;
        point[i] = states[s + i]! + TIME_STEP * slope[i]!;
      }
      writeSlope(point, torque, slope);
      for (let i = 0; i < 4; i++) states[s + i]! += (TIME_STEP / 6) * (sum[i]! + slope[i]!);
      const theta1 = (states[s] = wrap(states[s]!));
      const theta2 = (states[s + 1] = wrap(states[s + 1]!));
      states[s + 2] = Math.min(Math.max(states[s + 2]!, -MAX_VELOCITY_1), MAX_VELOCITY_1);
      states[s + 3] = Math.min(Math.max(states[s + 3]!, -MAX_VELOCITY_2), MAX_VELOCITY_2);
      outcome.terminated = -cos(theta1) - cos(theta2 + theta1) > 1;
      outcome.reward = outcome.terminated ? 0 : -1;
    },

    observe(states, s, target, offset) {
      const theta1 = states[s]!;
      const theta2 = states[s + 1]!;
      target[offset] = cos(theta1);
      target[offset + 1] = sin(theta1);
      target[offset + 2] = cos(theta2);
      target[offset + 3] = sin(theta2);
      target[offset + 4] = states[s + 2]!;
      target[offset + 5] = states[s + 3]!;
    },

    render: (states, s) => acrobotScene(states[s]!, states[s + 1]!),
  };
}

/** Time derivatives of θ1, θ2, θ1', θ2'; centres of mass in the links' middles, moments of inertia 1 kg m². */
function writeSlope(point: Float64Array, torque: number, slope: Float64Array): void {
  const theta1 = point[0]!;
  const theta2 = point[1]!;
  const velocity1 = point[2]!;
  const velocity2 = point[3]!;
  const cos2 = cos(theta2);
  const sin2 = sin(theta2);
  const d1 = 0.25 + (1.25 + cos2) + 1 + 1;
  const d2 = 0.25 + 0.5 * cos2 + 1;
  const phi2 = 0.5 * GRAVITY * cos(theta1 + theta2 - PI / 2);
  const phi1 =
    -0.5 * (velocity2 * velocity2) * sin2 - velocity2 * velocity1 * sin2 + 1.5 * GRAVITY * cos(theta1 - PI / 2) + phi2;
  const acceleration2 =
    (torque + (d2 / d1) * phi1 - 0.5 * (velocity1 * velocity1) * sin2 - phi2) / (1.25 - (d2 * d2) / d1);
  slope[0] = velocity1;
  slope[1] = velocity2;
  slope[2] = -(d2 * acceleration2 + phi1) / d1;
  slope[3] = acceleration2;
}

function wrap(angle: number): number {
  let wrapped = angle;
  while (wrapped > PI) wrapped -= 2 * PI;
  while (wrapped < -PI) wrapped += 2 * PI;
  return wrapped;
}

function acrobotScene(theta1: number, theta2: number): Scene {
  const scale = 1 / 4.4;
  const [x0, y0] = [0.5, 0.5];
  const [x1, y1] = [x0 + scale * sin(theta1), y0 + scale * cos(theta1)];
  const [x2, y2] = [x1 + scale * sin(theta1 + theta2), y1 + scale * cos(theta1 + theta2)];
  return {
    width: 1,
    height: 1,
    shapes: [
      { kind: 'line', x1: 0, y1: y0 - scale, x2: 1, y2: y0 - scale, width: 0.004, color: 'goal' },
      { kind: 'line', x1: x0, y1: y0, x2: x1, y2: y1, width: 0.03, color: 'part' },
      { kind: 'line', x1, y1, x2, y2, width: 0.03, color: 'agent' },
      { kind: 'circle', x: x0, y: y0, radius: 0.02, color: 'line' },
      { kind: 'circle', x: x1, y: y1, radius: 0.02, color: 'line' },
    ],
  };
}
