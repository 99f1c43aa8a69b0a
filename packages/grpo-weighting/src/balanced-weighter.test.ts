import { expect, test } from '@jest/globals';
import { balancedWeighter } from './balanced-weighter.ts';
import { stepWeights } from './step-weights.ts';

test('every group present has the same share of the steps\' weight', () => {
  const labels = Int32Array.of(0, 0, 0, 2, 0, 2, 0, 0);
  const weights = balancedWeighter().weigh([6, 0, 2].map((steps) => ({ steps, trajectories: 1, score: 3 })));
  const perStep = stepWeights({ labels, weights });
  expect(perStep[0]! * 6).toBeCloseTo(4, 6);
  expect(perStep[3]! * 2).toBeCloseTo(4, 6);
});
