import { expect, test } from '@jest/globals';
import { stepWeights } from './step-weights.ts';
import { uniformWeighter } from './uniform-weighter.ts';

test('every step counts exactly 1, absent groups weigh something', () => {
  const labels = Int32Array.of(0, 0, 0, 2, 0, 2, 0);
  const weights = uniformWeighter().weigh([5, 0, 2].map((steps) => ({ steps, trajectories: 1, score: NaN })));
  expect([...weights]).toEqual([5, 1, 2]);
  expect(stepWeights({ labels, weights }).every((x) => x === 1)).toBe(true);
});
