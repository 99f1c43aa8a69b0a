import { describe, expect, test } from '@jest/globals';
import { clusterQuality } from './cluster-quality.ts';
import { silhouette } from './silhouette.ts';

const points = Float64Array.from(Array.from({ length: 30 }, (_, i) => [Math.sin(i * i) + 4 * (i % 3), Math.cos(3 * i)]).flat());
const labels = Int32Array.from({ length: 30 }, (_, i) => i % 3);

describe('clusterQuality', () => {
  test('up to 200 points, the silhouette is that of all', () => {
    const quality = clusterQuality(points, labels, [null, null, null]);
    expect(quality).toEqual({ 'grpo/silhouette': silhouette(points, labels, 3), 'grpo/label_churn': 0 });
  });

  test('beyond, that of 200 evenly spaced ones', () => {
    const many = Array.from({ length: 400 }, (_, i) => (i % 2 === 0 ? [i % 4 === 0 ? 0 : 9, i / 1000] : [1e9, 1e9]));
    const manyLabels = Int32Array.from(many, (_, i) => (i % 2 === 0 ? Number(i % 4 !== 0) : 2));
    const even = many.filter((_, i) => i % 2 === 0);
    const expected = silhouette(Float64Array.from(even.flat()), Int32Array.from(even, (_, i) => i % 2), 2);
    expect(clusterQuality(Float64Array.from(many.flat()), manyLabels, [null, null, null])['grpo/silhouette']).toBe(expected);
  });

  test('churn: the share of points that the last centres label otherwise', () => {
    const line = Float64Array.of(0, 1, 9, 10);
    const churn = (lastCenters: (number[] | null)[]) => clusterQuality(line, Int32Array.of(0, 0, 1, 1), lastCenters)['grpo/label_churn'];
    expect(churn([[0], [10]])).toBe(0);
    expect(churn([[10], [0]])).toBe(1);
    expect(churn([[0], [0.8]])).toBe(0.25);
    expect(churn([null, [5]])).toBe(0.5);
  });

  test('one cluster, no point', () => {
    expect(clusterQuality(points, new Int32Array(30), [[0, 0]])).toEqual({ 'grpo/silhouette': 0, 'grpo/label_churn': 0 });
    expect(clusterQuality(new Float64Array(0), new Int32Array(0), [[0, 0]])).toEqual({ 'grpo/silhouette': 0, 'grpo/label_churn': 0 });
  });
});
