import { kmeans } from 'ml-kmeans';
import { nearestLabels } from './nearest-labels.ts';
import { silhouette } from './silhouette.ts';

/** Clusters of points. */
export interface Clustering {
  readonly centers: readonly (readonly number[])[];
  readonly iterations: number;
}

/**
 * k-means (Lloyd 1982), Euclidean, until the centres no longer move; k is lowered to the number of different points.
 * @param points one after the other, `numFeatures` numbers each.
 * @param start seed of k-means++ (Arthur & Vassilvitskii 2007), or the k first centres.
 */
export function cluster(points: Float64Array, numFeatures: number, k: number, start: number | number[][]): Clustering {
  const rows = toRows(points, numFeatures);
  const different = differentPoints(rows, k);
  if (different.length <= k) return { centers: different, iterations: 0 };
  if (k === 1) return { centers: [rows[0]!.map((_, f) => rows.reduce((sum, row) => sum + row[f]!, 0) / rows.length)], iterations: 0 };
  const beginning = typeof start === 'number' ? { seed: start, initialization: 'kmeans++' as const } : { initialization: start };
  const { centroids, iterations } = kmeans(rows, k, { ...kmeansLimits, ...beginning });
  return { centers: centroids, iterations };
}

/** No approximation: until the centres no longer move. */
export const kmeansLimits = { tolerance: 0, maxIterations: 300 };

/** Points that lie one after the other, as an array of arrays. */
export function toRows(points: Float64Array, numFeatures: number): number[][] {
  const rows: number[][] = [];
  for (let at = 0; at < points.length; at += numFeatures) {
    const row: number[] = [];
    for (let f = 0; f < numFeatures; f++) row.push(points[at + f]!);
    rows.push(row);
  }
  return rows;
}

/** The different points in their order; the search ends at the first beyond `most`. */
function differentPoints(points: readonly number[][], most: number): number[][] {
  const different: number[][] = [];
  for (const point of points) {
    if (different.some((other) => other.every((value, f) => value === point[f]))) continue;
    different.push(point);
    if (different.length > most) break;
  }
  return different;
}

/** The clustering with k in [2, kMax] whose mean silhouette is highest, the smallest such k; one cluster where all points are the same. */
export function clusterBySilhouette(points: Float64Array, numFeatures: number, kMax: number, seed: number): Clustering {
  let best = cluster(points, numFeatures, 2, seed);
  let bestScore = -Infinity;
  for (let k = 2; k <= kMax; k++) {
    const candidate = cluster(points, numFeatures, k, seed);
    // there are no more different points than that
    if (candidate.centers.length < k) break;
    const score = silhouette(points, nearestLabels(points, candidate.centers, numFeatures), k);
    if (score > bestScore) [best, bestScore] = [candidate, score];
  }
  return best;
}
