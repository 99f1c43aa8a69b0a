import type { Generator, gridworldMazes, makeVec } from '../src/index.ts';

export const suites: readonly ('scaled-cartpoles' | 'cartpole-swingups' | 'mixed-horizons' | 'gridworld-curriculum' | 'classic-mix')[];

export function measureReferenceReturns(
  suite: (typeof suites)[number],
  envs: { makeVec: typeof makeVec; Generator: typeof Generator; gridworldMazes: typeof gridworldMazes },
): Record<string, { randomReturn: number; expertReturn: number }>;
