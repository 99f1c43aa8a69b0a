/** What may differ between two cart-poles; lengths in metres, masses in kilograms, force in newtons. */
export interface CartPoleParameters {
  readonly gravity?: number;
  readonly cartMass?: number;
  readonly poleMass?: number;
  /** Half of the pole's length. */
  readonly halfLength?: number;
  readonly force?: number;
}

/** Metres from the middle at which the episode ends. */
export const POSITION_LIMIT = 2.4;
/** Radians from upright at which the episode ends. */
export const ANGLE_LIMIT = (12 * 2 * Math.PI) / 360;

/** The constants of a cart-pole: gravity, both masses, mass and half length of the pole and their product, force, limits of position and angle. */
export function physicsTable({
  gravity = 9.8, cartMass = 1, poleMass = 0.1, halfLength = 0.5, force = 10,
}: CartPoleParameters): Float64Array {
  return Float64Array.of(gravity, poleMass + cartMass, poleMass, halfLength, poleMass * halfLength, force, POSITION_LIMIT, ANGLE_LIMIT);
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
  // Constants of the module would be variables in its build, read anew by each step; these are not.
  const timeStep = 0.02;
  const polynomialLimit = 0.22;
  const totalMass = physics[1]!;
  const poleMassLength = physics[4]!;
  // No branch: a policy's actions are hard to predict.
  const force = physics[5]! * (2 * action - 1);

  // A running episode's angle is small: Taylor's series to its last bit, faster than the general functions. In functions of their own, so
  // that this one stays small enough to be compiled into the loop that calls it.
  const isSmall = theta < polynomialLimit && theta > -polynomialLimit;
  const sinTheta = isSmall ? smallSine(theta) : Math.sin(theta);
  const cosTheta = isSmall ? smallCosine(theta) : Math.cos(theta);
  const push = (force + poleMassLength * (thetaDot * thetaDot) * sinTheta) / totalMass;
  const thetaAcceleration =
    (physics[0]! * sinTheta - cosTheta * push) /
    (physics[3]! * (4 / 3 - (physics[2]! * (cosTheta * cosTheta)) / totalMass));
  const xAcceleration = push - (poleMassLength * thetaAcceleration * cosTheta) / totalMass;

  const nextX = x + timeStep * xDot;
  const nextTheta = theta + timeStep * thetaDot;
  states[s] = nextX;
  states[s + 1] = xDot + timeStep * xAcceleration;
  states[s + 2] = nextTheta;
  states[s + 3] = thetaDot + timeStep * thetaAcceleration;
  const positionLimit = physics[6]!;
  const angleLimit = physics[7]!;
  return nextX < -positionLimit || nextX > positionLimit || nextTheta < -angleLimit || nextTheta > angleLimit;
}

/** Sine, within 0.53 ulp up to 0.22, just above the angle limit. */
function smallSine(angle: number): number {
  const z = angle * angle;
  const w = z * z;
  return angle + angle * z * (-1 / 6 + z * (1 / 120) + w * (-1 / 5040 + z * (1 / 362880) - w * (1 / 39916800)));
}

/** Cosine, as exactly. */
function smallCosine(angle: number): number {
  const z = angle * angle;
  const w = z * z;
  return 1 - (0.5 * z - w * (1 / 24 - z * (1 / 720) + w * (1 / 40320 - z * (1 / 3628800) + w * (1 / 479001600))));
}
