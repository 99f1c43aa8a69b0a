import { describe, expect, test } from '@jest/globals';
import fixture from '../fixtures/kmeans.json' with { type: 'json' };
import { cluster, clusterBySilhouette, nearest } from './cluster.ts';
import { silhouette } from './silhouette.ts';

const blob = (x: number, y: number) => [[x, y], [x + 1, y], [x, y + 1], [x + 1, y + 1]];
const points = [...blob(0, 0), ...blob(100, 0), ...blob(0, 100)];

describe('cluster', () => {
  // tooling/fixtures/grouping/generate.py
  test.each(fixture.map((entry) => [entry.numClusters, entry] as const))('from the same first centres, %d clusters are those of scikit-learn', (k, expected) => {
    const { points: cloud, labels, silhouette: score } = expected;
    const { centers } = cluster(cloud, k, cloud.slice(0, k));
    centers.forEach((center, c) => center.forEach((x, f) => expect(x).toBeCloseTo(expected.centers[c]![f]!, 10)));
    expect(cloud.map((point) => nearest(point, centers))).toEqual(labels);
    expect(silhouette(cloud, labels, k)).toBeCloseTo(score, 10);
  });

  test('separate blobs are found from any seed', () => {
    for (let seed = 0; seed < 20; seed++) {
      const centers = cluster(points, 3, seed).centers.map((center) => center.join()).sort();
      expect(centers).toEqual(['0.5,0.5', '0.5,100.5', '100.5,0.5']);
    }
  });

  test('one cluster is the mean; k is at most the number of different points', () => {
    expect(cluster([[1, 2], [3, 6]], 1, 0).centers).toEqual([[2, 4]]);
    expect(cluster([[1], [1], [2]], 4, 0).centers).toEqual([[1], [2]]);
  });

  test('the same seed gives the same clusters', () => {
    const cloud = Array.from({ length: 200 }, (_, i) => [Math.sin(i * i), Math.cos(3 * i * i)]);
    expect(cluster(cloud, 5, 11)).toEqual(cluster(cloud, 5, 11));
    expect(cluster(cloud, 5, 11)).not.toEqual(cluster(cloud, 5, 12));
  });

  test('silhouette finds how many blobs there are', () => {
    expect(clusterBySilhouette(points, 6, 3).centers).toHaveLength(3);
    expect(clusterBySilhouette([[4], [4], [4]], 6, 3).centers).toEqual([[4]]);
    expect(clusterBySilhouette([[4], [4], [5]], 6, 3).centers).toEqual([[4], [5]]);
  });
});

describe('silhouette', () => {
  test('hand case', () => {
    // Points 0, 1 | 5: a = 1 for both, b = 5 and 4; the point alone counts 0.
    expect(silhouette([[0], [1], [5]], [0, 0, 1], 2)).toBeCloseTo((4 / 5 + 3 / 4 + 0) / 3, 12);
  });

  test('three clusters, as computed from the definition in Python', () => {
    const cloud = [[0, 0], [1, 0], [0, 2], [5, 5], [6, 5], [5, 7], [9, 0]];
    expect(silhouette(cloud, [0, 0, 0, 1, 1, 1, 2], 3)).toBeCloseTo(0.6399304666932925, 12);
  });
});

describe('nearest', () => {
  test('the first of equals', () => {
    expect(nearest([1], [[9], [0], [2]])).toBe(1);
  });
});
