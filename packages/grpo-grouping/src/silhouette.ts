import { squaredDistance } from './distance.ts';

/**
 * Mean silhouette of a clustering (Rousseeuw 1987): over points, (b − a) / max(a, b) with a the mean distance to the
 * others of its cluster and b the least mean distance to another cluster; 0 for a point alone in its cluster.
 * n (n − 1)/2 distances.
 *
 * @param labels cluster of each point, 0 ≤ label < numClusters, at least two clusters not empty.
 */
export function silhouette(points: readonly (readonly number[])[], labels: readonly number[], numClusters: number): number {
  const size = points.length;
  const sizes = new Int32Array(numClusters);
  for (const label of labels) sizes[label]!++;
  // From each point to all of each cluster, every pair measured once.
  const sums = new Float64Array(size * numClusters);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) {
      const distance = Math.sqrt(squaredDistance(points[i]!, points[j]!));
      sums[i * numClusters + labels[j]!]! += distance;
      sums[j * numClusters + labels[i]!]! += distance;
    }
  }
  let total = 0;
  for (let i = 0; i < size; i++) {
    const own = labels[i]!;
    if (sizes[own] === 1) continue;
    const within = sums[i * numClusters + own]! / (sizes[own]! - 1);
    let between = Infinity;
    for (let g = 0; g < numClusters; g++) if (g !== own && sizes[g]! > 0) between = Math.min(between, sums[i * numClusters + g]! / sizes[g]!);
    if (Math.max(within, between) > 0) total += (between - within) / Math.max(within, between);
  }
  return total / size;
}
