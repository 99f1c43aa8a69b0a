/**
 * Mean silhouette of a clustering (Rousseeuw 1987): over points, (b − a) / max(a, b) with a the mean distance to the
 * others of its cluster and b the least mean distance to another cluster; 0 for a point alone in its cluster.
 * n (n − 1)/2 distances.
 *
 * @param points one after the other, as many as there are labels.
 * @param labels cluster of each point, 0 ≤ label < numClusters, at least two clusters not empty.
 */
export function silhouette(points: Float64Array, labels: Int32Array, numClusters: number): number {
  const size = labels.length;
  const numFeatures = points.length / size;
  const sizes = new Int32Array(numClusters);
  for (let i = 0; i < size; i++) sizes[labels[i]!]!++;
  // From each point to all of each cluster, every pair measured once.
  const sums = new Float64Array(size * numClusters);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) {
      let squares = 0;
      for (let f = 0; f < numFeatures; f++) {
        const difference = points[i * numFeatures + f]! - points[j * numFeatures + f]!;
        squares += difference * difference;
      }
      const distance = Math.sqrt(squares);
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
