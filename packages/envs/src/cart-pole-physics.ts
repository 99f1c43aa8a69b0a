/** What may differ between two cart-poles; lengths in metres, masses in kilograms, force in newtons. */
export interface CartPoleParameters {
  readonly gravity?: number;
  readonly cartMass?: number;
  readonly poleMass?: number;
  /** Half of the pole's length. */
  readonly halfLength?: number;
  readonly force?: number;
}

// Where a cart-pole's constants are in its table.
const GRAVITY = 0;
const TOTAL_MASS = 1;
const POLE_MASS = 2;
const HALF_LENGTH = 3;
const POLE_MASS_LENGTH = 4;
const FORCE = 5;

const TIME_STEP = 0.02;
/** Metres from the middle at which the episode ends. */
export const POSITION_LIMIT = 2.4;
/** Radians from upright at which the episode ends. */
export const ANGLE_LIMIT = (12 * 2 * Math.PI) / 360;
/** Up to here (just above the angle limit) the polynomials below are within 0.53 ulp of sine and cosine. */
const POLYNOMIAL_LIMIT = 0.22;

/** The constants of a cart-pole. */
export function physicsTable({
  gravity = 9.8, cartMass = 1, poleMass = 0.1, halfLength = 0.5, force = 10,
}: CartPoleParameters): Float64Array {
  return Float64Array.of(gravity, poleMass + cartMass, poleMass, halfLength, poleMass * halfLength, force);
}

/**
 * One Euler step of 0.02 s of the cart-pole whose state (position, velocity, angle, angular velocity) starts at
 * `states[s]`, with the constants of `physicsTable`; in the order of operations of Gymnasium's `CartPoleEnv`
 * (after R. Sutton's pole.c; R. V. Florian, "Correct equations for the dynamics of the cart-pole system", 2005).
 * @returns whether the cart or the pole left its bounds.
 */
export function stepCartPole(states: Float64Array, s: number, physics: Float64Array, action: number): boolean {
  const x = states[s]!;
  const xDot = states[s + 1]!;
  const theta = states[s + 2]!;
  const thetaDot = states[s + 3]!;
  const totalMass = physics[TOTAL_MASS]!;
  const poleMassLength = physics[POLE_MASS_LENGTH]!;
  // No branch: a policy's actions are hard to predict.
  const force = physics[FORCE]! * (2 * action - 1);

  // A running episode's angle is small: Taylor's series to its last bit, faster than the general functions. In functions of their own, so
  // that this one stays small enough to be compiled into the loop that calls it.
  const isSmall = theta < POLYNOMIAL_LIMIT && theta > -POLYNOMIAL_LIMIT;
  const sinTheta = isSmall ? smallSine(theta) : Math.sin(theta);
  const cosTheta = isSmall ? smallCosine(theta) : Math.cos(theta);
  const push = (force + poleMassLength * (thetaDot * thetaDot) * sinTheta) / totalMass;
  const thetaAcceleration =
    (physics[GRAVITY]! * sinTheta - cosTheta * push) /
    (physics[HALF_LENGTH]! * (4 / 3 - (physics[POLE_MASS]! * (cosTheta * cosTheta)) / totalMass));
  const xAcceleration = push - (poleMassLength * thetaAcceleration * cosTheta) / totalMass;

  const nextX = x + TIME_STEP * xDot;
  const nextTheta = theta + TIME_STEP * thetaDot;
  states[s] = nextX;
  states[s + 1] = xDot + TIME_STEP * xAcceleration;
  states[s + 2] = nextTheta;
  states[s + 3] = thetaDot + TIME_STEP * thetaAcceleration;
  return nextX < -POSITION_LIMIT || nextX > POSITION_LIMIT || nextTheta < -ANGLE_LIMIT || nextTheta > ANGLE_LIMIT;
}

/** Sine within `POLYNOMIAL_LIMIT`. */
function smallSine(angle: number): number {
  const z = angle * angle;
  const w = z * z;
  return angle + angle * z * (-1 / 6 + z * (1 / 120) + w * (-1 / 5040 + z * (1 / 362880) - w * (1 / 39916800)));
}

/** Cosine within `POLYNOMIAL_LIMIT`. */
function smallCosine(angle: number): number {
  const z = angle * angle;
  const w = z * z;
  return 1 - (0.5 * z - w * (1 / 24 - z * (1 / 720) + w * (1 / 40320 - z * (1 / 3628800) + w * (1 / 479001600))));
}
