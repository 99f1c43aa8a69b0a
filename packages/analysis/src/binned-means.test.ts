import { expect, test } from '@jest/globals';
import { binnedMeans, binSteps } from './binned-means.ts';
import { createRandom } from './random.ts';
import { scoreCurves } from './score-curves.ts';

test('means per name and bin, bins without a value NaN, others than finite ones and what lies behind left out', () => {
  const values = [
    { name: 'a', step: 0, value: 1 },
    { name: 'a', step: 25, value: 3 },
    { name: 'b', step: 26, value: 7 },
    { name: 'a', step: 100, value: 5 },
    { name: 'a', step: 101, value: 1000 },
    { name: 'b', step: 30, value: NaN },
  ];
  expect([...binnedMeans(values, { maxStep: 100, bins: 4 })]).toEqual([
    ['a', [2, NaN, NaN, 5]],
    ['b', [NaN, 7, NaN, NaN]],
  ]);
  expect(() => binnedMeans(values, { maxStep: 0 })).toThrow('invalid maxStep: 0; expected a positive number of steps');
});

test('rows at the bins’ steps make the curves that all of the values make', () => {
  const random = createRandom(3);
  for (const maxStep of [61, 1000, 20_480, 307_200, 9_999_991]) {
    const table = Array.from({ length: 700 }, (_, i) => ({ algorithm: 'ppo', seed: 0, task: 'a', step: Math.ceil(((i + 1) * maxStep) / 700), return: random() / 2 ** 32 }));
    const bins = 50;
    const means = binnedMeans(table.map(({ step, return: value }) => ({ name: 'a', step, value })), { maxStep, bins }).get('a')!;
    const steps = binSteps({ maxStep, bins });
    const thinned = means.flatMap((value, bin) => (Number.isNaN(value) ? [] : [{ ...table[0]!, step: steps[bin]!, return: value }]));
    expect(scoreCurves(thinned, { bins, budget: maxStep })).toEqual(scoreCurves(table, { bins, budget: maxStep }));
  }
});
