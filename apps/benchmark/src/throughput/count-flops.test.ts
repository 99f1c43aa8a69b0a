import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { countFlops } from './count-flops.ts';

/** Each matrix of one net, counted one by one. */
function countNet(sizes: readonly number[]): { forward: number; backward: number } {
  let [forward, backward] = [0, 0];
  for (let layer = 1; layer < sizes.length; layer++) {
    const product = 2 * sizes[layer - 1]! * sizes[layer]!;
    forward += product;
    backward += product + (layer > 1 ? product : 0);
  }
  return { forward, backward };
}

test('separate nets are counted net by net', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.array(fc.integer({ min: 1, max: 99 }), { maxLength: 3 }), fc.integer({ min: 1, max: 9 }), (observationSize, hiddenSizes, numOutputs) => {
      const actor = countNet([observationSize, ...hiddenSizes, numOutputs]);
      const critic = countNet([observationSize, ...hiddenSizes, 1]);
      expect(countFlops({ observationSize, hiddenSizes, numOutputs, trunk: 'separate' })).toEqual({
        forward: actor.forward + critic.forward,
        backward: actor.backward + critic.backward,
      });
    }),
  );
});

test('a shared trunk is one net with an output more', () => {
  for (const hiddenSizes of [[], [64], [64, 32]]) {
    expect(countFlops({ observationSize: 4, hiddenSizes, numOutputs: 2, trunk: 'shared' })).toEqual(countNet([4, ...hiddenSizes, 3]));
  }
});
