import type { CartPoleTask } from './cart-pole.ts';
import { referenceReturns } from './reference-returns.ts';

const references = referenceReturns['mixed-horizons'];

/**
 * Four cart-poles with time limits from 30 to 1,000 steps. The longer the limit, the longer the pole and the weaker the push, so that
 * what keeps one up does not keep another up; a step's reward is 1 in each.
 */
export const mixedHorizons: readonly CartPoleTask[] = [
  { name: '30-steps', maxEpisodeSteps: 30, halfLength: 0.15, poleMass: 0.05, force: 6, ...references['30-steps'] },
  { name: '100-steps', maxEpisodeSteps: 100, halfLength: 0.3, poleMass: 0.1, force: 8, ...references['100-steps'] },
  { name: '300-steps', maxEpisodeSteps: 300, halfLength: 0.7, poleMass: 0.2, force: 8, ...references['300-steps'] },
  { name: '1000-steps', maxEpisodeSteps: 1000, halfLength: 1.5, poleMass: 0.3, force: 7, ...references['1000-steps'] },
];
