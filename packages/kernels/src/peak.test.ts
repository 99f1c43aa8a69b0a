import { expect, test } from '@jest/globals';
import { builds } from '../test/model.ts';
import { loadKernels } from './library.ts';

test.each(builds)('the peak loop multiplies and adds as often as it says, %s', async (build) => {
  const { vectorWidth, firstByte, allocate } = await loadKernels(build);
  const { buffer, base, kernels } = allocate(firstByte + 4 * vectorWidth);
  const run = (iterations: number): { operations: number; total: number[] } => {
    const operations = kernels.multiply_add_peak(base, iterations, firstByte);
    return { operations, total: Array.from(new Float32Array(buffer, firstByte, vectorWidth)) };
  };
  // sum s begins with s + 3 and becomes sum / 2 + 1
  const { operations, total } = run(0);
  const sums = (Math.sqrt(25 + 8 * total[0]!) - 5) / 2;
  const rounds = operations / (2 * vectorWidth * sums);
  expect(Number.isInteger(sums) && Number.isInteger(rounds)).toBe(true);
  for (const iterations of [0, 1, 2, 100]) {
    let expected = 0;
    for (let s = 0; s < sums; s++) expected += (s + 1) * 0.5 ** (rounds * iterations) + 2;
    for (const lane of run(iterations).total) expect(lane).toBeCloseTo(expected, 4);
  }
});
