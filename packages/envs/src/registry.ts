import { cartPoleKind } from './cart-pole.ts';
import type { CartPoleOptions, CartPoleSuiteOptions } from './cart-pole.ts';
import { cartPoleVector } from './cart-pole-vector.ts';
import { scaledCartPoles } from './scaled-cartpoles.ts';
import type { VectorEnv } from './vector-env.ts';

export function makeVec(id: string, options: { numEnvs: number; seed?: number } & CartPoleSuiteOptions): VectorEnv {
  const { numEnvs, seed, ...rest } = options;
  const vector = seed === undefined ? { numEnvs } : { numEnvs, seed };
  if (id === 'CartPole-v1') return cartPoleVector(cartPoleKind(id, [{ name: 'CartPole-v1' }], rest as CartPoleOptions), vector);
  if (id === 'scaled-cartpoles') return cartPoleVector(cartPoleKind(id, scaledCartPoles, rest), vector);
  throw new RangeError(`unknown environment: ${id}`);
}
