import { describe, expect, test } from '@jest/globals';
import fixture from '../fixtures/kmeans.json' with { type: 'json' };
import { cluster, clusterBySilhouette } from './cluster.ts';
import { nearestLabels } from './nearest-labels.ts';
import { silhouette } from './silhouette.ts';

const flat = (rows: number[][]) => Float64Array.from(rows.flat());
const blob = (x: number, y: number) => [[x, y], [x + 1, y], [x, y + 1], [x + 1, y + 1]];
const points = flat([...blob(0, 0), ...blob(100, 0), ...blob(0, 100)]);

describe('cluster', () => {
  // tooling/fixtures/grouping/generate.py
  test.each(fixture.map((entry) => [entry.numClusters, entry] as const))('from the same first centres, %d clusters are those of scikit-learn', (k, expected) => {
    const { points: rows, silhouette: score } = expected;
    const [cloud, labels, numFeatures] = [flat(rows), Int32Array.from(expected.labels), rows[0]!.length];
    const { centers } = cluster(cloud, numFeatures, k, rows.slice(0, k));
    centers.forEach((center, c) => center.forEach((x, f) => expect(x).toBeCloseTo(expected.centers[c]![f]!, 10)));
    expect(nearestLabels(cloud, centers, numFeatures)).toEqual(labels);
    expect(silhouette(cloud, labels, k)).toBeCloseTo(score, 10);
  });

  test('separate blobs are found from any seed', () => {
    for (let seed = 0; seed < 20; seed++) {
      const centers = cluster(points, 2, 3, seed).centers.map((center) => center.join()).sort();
      expect(centers).toEqual(['0.5,0.5', '0.5,100.5', '100.5,0.5']);
    }
  });

  test('one cluster is the mean; k is at most the number of different points', () => {
    expect(cluster(Float64Array.of(1, 2, 3, 6), 2, 1, 0).centers).toEqual([[2, 4]]);
    expect(cluster(Float64Array.of(1, 1, 2), 1, 4, 0).centers).toEqual([[1], [2]]);
  });

  test('the same seed gives the same clusters', () => {
    const cloud = flat(Array.from({ length: 200 }, (_, i) => [Math.sin(i * i), Math.cos(3 * i * i)]));
    expect(cluster(cloud, 2, 5, 11)).toEqual(cluster(cloud, 2, 5, 11));
    expect(cluster(cloud, 2, 5, 11)).not.toEqual(cluster(cloud, 2, 5, 12));
  });

  test('silhouette finds how many blobs there are', () => {
    expect(clusterBySilhouette(points, 2, 6, 3).centers).toHaveLength(3);
    expect(clusterBySilhouette(Float64Array.of(4, 4, 4), 1, 6, 3).centers).toEqual([[4]]);
    expect(clusterBySilhouette(Float64Array.of(4, 4, 5), 1, 6, 3).centers).toEqual([[4], [5]]);
  });
});

describe('silhouette', () => {
  test('hand case', () => {
    // Points 0, 1 | 5: a = 1 for both, b = 5 and 4; the point alone counts 0.
    expect(silhouette(Float64Array.of(0, 1, 5), Int32Array.of(0, 0, 1), 2)).toBeCloseTo((4 / 5 + 3 / 4 + 0) / 3, 12);
  });

  test('three clusters, as computed from the definition in Python', () => {
    const cloud = Float64Array.of(0, 0, 1, 0, 0, 2, 5, 5, 6, 5, 5, 7, 9, 0);
    expect(silhouette(cloud, Int32Array.of(0, 0, 0, 1, 1, 1, 2), 3)).toBeCloseTo(0.6399304666932925, 12);
  });
});

describe('nearestLabels', () => {
  test('the first of equals, none without a centre', () => {
    expect(nearestLabels(Float64Array.of(1, 8), [null, [9], [0], null, [2]], 1)).toEqual(Int32Array.of(2, 1));
  });
});
