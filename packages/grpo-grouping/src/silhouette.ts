import { squaredDistance } from './distance.ts';

/**
 * Mean silhouette of a clustering (Rousseeuw 1987): over points, (b − a) / max(a, b) with a the mean distance to the
 * others of its cluster and b the least mean distance to another cluster; 0 for a point alone in its cluster.
 * O(n²) distances.
 *
 * @param labels cluster of each point, 0 ≤ label < numClusters, at least two clusters not empty.
 */
export function silhouette(points: readonly (readonly number[])[], labels: readonly number[], numClusters: number): number {
  const sizes = new Array<number>(numClusters).fill(0);
  for (const label of labels) sizes[label]!++;
  let total = 0;
  points.forEach((point, i) => {
    const own = labels[i]!;
    if (sizes[own] === 1) return;
    const sums = new Array<number>(numClusters).fill(0);
    points.forEach((other, j) => { sums[labels[j]!]! += Math.sqrt(squaredDistance(point, other)); });
    const within = sums[own]! / (sizes[own]! - 1);
    const between = Math.min(...sums.flatMap((sum, g) => (g !== own && sizes[g]! > 0 ? [sum / sizes[g]!] : [])));
    if (Math.max(within, between) > 0) total += (between - within) / Math.max(within, between);
  });
  return total / points.length;
}
