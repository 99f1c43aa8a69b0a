import type { Generator, makeVec } from '../src/index.ts';

export function measureReferenceReturns(envs: {
  makeVec: typeof makeVec;
  Generator: typeof Generator;
}): Record<string, { randomReturn: number; expertReturn: number }>;
