import { nearest } from './cluster.ts';
import { squaredDistance } from './distance.ts';
import { nearestLabels } from './nearest-labels.ts';

/** Clusters that points join one by one; changed in place. */
export interface OnlineClusters {
  /** null where the label has had none. */
  readonly centers: (number[] | null)[];
  /** Decayed number of points behind each centre. */
  readonly counts: number[];
}

/**
 * The nearest centre moves by 1/n of the way to the point, n ← decay · n + 1 (MacQueen 1967, with decay 1). While a label has no
 * centre, a point that is on none makes one.
 */
export function joinNearest({ centers, counts }: OnlineClusters, point: Float64Array, decay: number): void {
  let label = nearest(point, centers);
  const free = centers.indexOf(null);
  if (free >= 0 && squaredDistance(point, centers[label]!) > 0) {
    label = free;
    centers[free] = [...point];
  }
  counts[label] = decay * counts[label]! + 1;
  const center = centers[label]!;
  for (let f = 0; f < center.length; f++) center[f]! += (point[f]! - center[f]!) / counts[label]!;
}

/**
 * A centre that is the nearest of none of the points starts again from the point that is furthest from all centres, unless all
 * are on centres.
 * @param points one after the other.
 * @returns how many started again.
 */
export function reseedEmpty({ centers, counts }: OnlineClusters, points: Float64Array, numFeatures: number): number {
  const pointAt = (k: number): Float64Array => points.subarray(k * numFeatures, (k + 1) * numFeatures);
  let reseeded = 0;
  if (areAllNearest(points, centers, numFeatures)) return reseeded;
  let labels = nearestLabels(points, centers, numFeatures);
  for (let label = 0; label < centers.length; label++) {
    if (labels.includes(label)) continue;
    const distances = Float64Array.from(labels, (own, k) => squaredDistance(pointAt(k), centers[own]!));
    const furthest = distances.indexOf(distances.reduce((a, b) => Math.max(a, b)));
    if (distances[furthest] === 0) continue;
    centers[label] = [...pointAt(furthest)];
    counts[label] = 1;
    reseeded++;
    labels = nearestLabels(points, centers, numFeatures);
  }
  return reseeded;
}

/** Whether each centre is the nearest of a point; the search ends where that is known, among the latest points as a rule. */
export function areAllNearest(points: Float64Array, centers: readonly (readonly number[] | null)[], numFeatures: number): boolean {
  const isNearest = new Uint8Array(centers.length);
  let left = centers.length;
  for (let at = points.length - numFeatures; at >= 0 && left > 0; at -= numFeatures) {
    const label = nearest(points.subarray(at, at + numFeatures), centers);
    if (isNearest[label] === 1) continue;
    isNearest[label] = 1;
    left--;
  }
  return left === 0;
}
