import type { CartPoleTask } from './cart-pole.ts';
import { referenceReturns } from './reference-returns.ts';

const references = referenceReturns['scaled-cartpoles'];

/**
 * Four cart-poles: pole masses and reward scales span a factor of 100, pole lengths one of 25. A policy that fits one
 * falls in another, and the critic's targets differ as the rewards do.
 */
export const scaledCartPoles: readonly CartPoleTask[] = [
  { name: 'standard', rewardScale: 1, ...references.standard },
  { name: 'long', poleMass: 0.5, halfLength: 2.5, force: 20, rewardScale: 0.1, ...references.long },
  { name: 'heavy', poleMass: 1, halfLength: 0.5, force: 15, gravity: 15, rewardScale: 3, ...references.heavy },
  { name: 'short', poleMass: 0.01, halfLength: 0.1, force: 3, rewardScale: 10, ...references.short },
];
