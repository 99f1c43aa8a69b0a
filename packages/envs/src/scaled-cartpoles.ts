import type { CartPoleTask } from './cart-pole.ts';

/**
 * Four cart-poles whose pole masses and reward scales span a factor of 100, and whose pole lengths span a factor of 25.
 * The reference returns are those that `scripts/reference-scores.mjs` measures: a uniformly random policy, and an expert
 * (a linear-quadratic regulator's sign).
 */
export const scaledCartPoles: readonly CartPoleTask[] = [
  { name: 'standard', rewardScale: 1 },
  { name: 'long', poleMass: 0.5, halfLength: 2.5, force: 20, rewardScale: 0.1 },
  { name: 'heavy', poleMass: 1, halfLength: 0.5, force: 15, gravity: 15, rewardScale: 3 },
  { name: 'short', poleMass: 0.01, halfLength: 0.1, force: 3, rewardScale: 10 },
];
