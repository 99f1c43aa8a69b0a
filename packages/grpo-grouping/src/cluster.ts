import { kmeans } from 'ml-kmeans';
import { squaredDistance } from './distance.ts';
import { silhouette } from './silhouette.ts';

/** Clusters of points. */
export interface Clustering {
  readonly centers: readonly (readonly number[])[];
  readonly iterations: number;
}

/**
 * k-means (Lloyd 1982), Euclidean, until the centres no longer move; k is lowered to the number of different points.
 * @param start seed of k-means++ (Arthur & Vassilvitskii 2007), or the k first centres.
 */
export function cluster(points: number[][], k: number, start: number | number[][]): Clustering {
  const different = differentPoints(points, k);
  if (different.length <= k) return { centers: different, iterations: 0 };
  if (k === 1) return { centers: [points[0]!.map((_, f) => points.reduce((sum, point) => sum + point[f]!, 0) / points.length)], iterations: 0 };
  const beginning = typeof start === 'number' ? { seed: start, initialization: 'kmeans++' as const } : { initialization: start };
  const { centroids, iterations } = kmeans(points, k, { ...kmeansLimits, ...beginning });
  return { centers: centroids, iterations };
}

/** No approximation: until the centres no longer move. */
export const kmeansLimits = { tolerance: 0, maxIterations: 300 };

/** The different points in their order; the search ends at the first beyond `most`. */
function differentPoints(points: readonly number[][], most: number): number[][] {
  const different = new Map<string, number[]>();
  for (const point of points) {
    different.set(point.join(), point);
    if (different.size > most) break;
  }
  return [...different.values()];
}

/** The clustering with k in [2, kMax] whose mean silhouette is highest, the smallest such k; one cluster where all points are the same. */
export function clusterBySilhouette(points: number[][], kMax: number, seed: number): Clustering {
  const different = differentPoints(points, kMax).length;
  let best = cluster(points, Math.min(2, kMax), seed);
  let bestScore = -Infinity;
  for (let k = 2; k <= Math.min(kMax, different); k++) {
    const candidate = cluster(points, k, seed);
    const labels = points.map((point) => nearest(point, candidate.centers));
    const score = silhouette(points, labels, k);
    if (score > bestScore) [best, bestScore] = [candidate, score];
  }
  return best;
}

/** Index of the nearest centre, the first of equals; 0 where all are null. */
export function nearest(point: ArrayLike<number>, centers: readonly (readonly number[] | null)[]): number {
  let index = 0;
  let least = Infinity;
  for (let c = 0; c < centers.length; c++) {
    const center = centers[c];
    const distance = center ? squaredDistance(point, center) : Infinity;
    if (distance < least) [index, least] = [c, distance];
  }
  return index;
}
