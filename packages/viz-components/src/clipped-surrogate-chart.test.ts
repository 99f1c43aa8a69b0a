import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { clippedSurrogate, clippedSurrogateChart } from './clipped-surrogate-chart.ts';

const anyAdvantage = fc.double({ min: -5, max: 5, noNaN: true });
const anyRatio = fc.double({ min: 0, max: 2, noNaN: true });

test('inside the interval the clip changes nothing; outside it only takes away, and only where the step gains', () => {
  fc.assert(
    fc.property(anyAdvantage, anyRatio, (advantage, ratio) => {
      const value = clippedSurrogate({ advantage, clipRange: 0.2, ratio });
      if (Math.abs(ratio - 1) <= 0.2) expect(value).toBeCloseTo(ratio * advantage, 12);
      else expect(value).toBeLessThanOrEqual(ratio * advantage + 1e-12);
      if (advantage > 0 && ratio > 1.2) expect(value).toBeCloseTo(1.2 * advantage, 12);
      if (advantage < 0 && ratio < 0.8) expect(value).toBeCloseTo(0.8 * advantage, 12);
    }),
  );
});

test('the picture has the objective, the line without the clip, and the step on the objective', () => {
  const { series } = clippedSurrogateChart({ advantage: 2, clipRange: 0.2, ratio: 1.5 });
  const data = (series as { name: string; data: [number, number][] }[]).map(({ name, data: points }) => [name, points]);
  expect(Object.fromEntries(data)).toEqual({
    'with the clip': [[0, 0], [0.8, 1.6], [1.2, 2.4], [2, 2.4]],
    'without the clip': [[0, 0], [2, 4]],
    'this step': [[1.5, 2.4]],
  });
});
