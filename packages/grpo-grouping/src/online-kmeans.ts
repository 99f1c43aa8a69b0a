import { squaredDistance } from './distance.ts';
import { nearestLabels } from './nearest-labels.ts';

/** Clusters that points join one by one; changed in place. */
export interface OnlineClusters {
  /** null where the label has had none. */
  readonly centers: (Float64Array | null)[];
  /** Decayed number of points behind each centre. */
  readonly counts: number[];
}

/**
 * For one point after the other the nearest centre moves by 1/n of the way to it, n ← decay · n + 1 (MacQueen 1967, with decay 1).
 * While a label has no centre, a point that is on none makes one.
 */
export function joinNearest({ centers, counts }: OnlineClusters, points: Float64Array, numFeatures: number, decay: number): void {
  for (let at = 0; at < points.length; at += numFeatures) {
    let label = nearest(points, at, centers);
    const free = centers.indexOf(null);
    if (free >= 0 && squaredDistance(points, centers[label]!, at) > 0) {
      label = free;
      centers[free] = points.slice(at, at + numFeatures);
    }
    const center = centers[label]!;
    const count = decay * counts[label]! + 1;
    counts[label] = count;
    for (let f = 0; f < numFeatures; f++) center[f]! += (points[at + f]! - center[f]!) / count;
  }
}

/**
 * A centre that is the nearest of none of the points starts again from the point that is furthest from all centres, unless all
 * are on centres.
 * @param points one after the other.
 * @returns how many started again.
 */
export function reseedEmpty({ centers, counts }: OnlineClusters, points: Float64Array, numFeatures: number): number {
  let reseeded = 0;
  if (areAllNearest(points, centers, numFeatures)) return reseeded;
  let labels = nearestLabels(points, centers, numFeatures);
  for (let label = 0; label < centers.length; label++) {
    if (labels.includes(label)) continue;
    const distances = Float64Array.from(labels, (own, k) => squaredDistance(points, centers[own]!, k * numFeatures));
    const furthest = distances.indexOf(distances.reduce((a, b) => Math.max(a, b)));
    if (distances[furthest] === 0) continue;
    centers[label] = points.slice(furthest * numFeatures, (furthest + 1) * numFeatures);
    counts[label] = 1;
    reseeded++;
    labels = nearestLabels(points, centers, numFeatures);
  }
  return reseeded;
}

/** Whether each centre is the nearest of a point; the search ends where that is known, among the latest points as a rule. */
export function areAllNearest(points: Float64Array, centers: readonly (Float64Array | null)[], numFeatures: number): boolean {
  const isNearest = new Uint8Array(centers.length);
  let left = centers.length;
  for (let at = points.length - numFeatures; at >= 0 && left > 0; at -= numFeatures) {
    const label = nearest(points, at, centers);
    if (isNearest[label] === 1) continue;
    isNearest[label] = 1;
    left--;
  }
  return left === 0;
}

/** Label of the centre that is nearest to the point from `at` on, the first of equals. */
function nearest(points: Float64Array, at: number, centers: readonly (Float64Array | null)[]): number {
  let label = 0;
  let least = Infinity;
  for (let c = 0; c < centers.length; c++) {
    const center = centers[c];
    const distance = center ? squaredDistance(points, center, at) : Infinity;
    if (distance < least) {
      least = distance;
      label = c;
    }
  }
  return label;
}
