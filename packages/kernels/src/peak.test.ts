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
  const { operations } = run(0);
  const sums = operations / (2 * vectorWidth);
  expect(Number.isInteger(sums)).toBe(true);
  // sum s begins with s and becomes sum / 2 + 1
  for (const iterations of [0, 1, 2, 5, 100]) {
    let expected = 0;
    for (let s = 0; s < sums; s++) expected += (s - 2) * 0.5 ** iterations + 2;
    const { total } = run(iterations);
    for (const lane of total) expect(lane).toBeCloseTo(expected, 4);
  }
});
