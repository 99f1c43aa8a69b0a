import { nearest } from './cluster.ts';
import { silhouette } from './silhouette.ts';

/** Silhouettes cost O(n²); so many points, evenly spaced in their order, stand for all. */
const SAMPLE_SIZE = 200;

/**
 * What to record of a clustering: `grpo/silhouette`, the mean silhouette over a sample of at most 200 points (0 with fewer
 * than two clusters in it), and `grpo/label_churn`, the share of points that the last centres would have given another label
 * (0 without last centres).
 *
 * @param lastCenters centre of each label before the update, in the same units; null where the label had none.
 */
export function clusterQuality(
  points: readonly (readonly number[])[],
  labels: Int32Array,
  lastCenters: readonly (readonly number[] | null)[],
): Readonly<Record<string, number>> {
  return {
    'grpo/silhouette': sampledSilhouette(points, labels, lastCenters.length),
    'grpo/label_churn': labelChurn(points, labels, lastCenters),
  };
}

function sampledSilhouette(points: readonly (readonly number[])[], labels: Int32Array, numClusters: number): number {
  const size = Math.min(points.length, SAMPLE_SIZE);
  const sample = Array.from({ length: size }, (_, i) => Math.floor((i * points.length) / size));
  const sampledLabels = sample.map((k) => labels[k]!);
  if (new Set(sampledLabels).size < 2) return 0;
  return silhouette(sample.map((k) => points[k]!), sampledLabels, numClusters);
}

function labelChurn(points: readonly (readonly number[])[], labels: Int32Array, lastCenters: readonly (readonly number[] | null)[]): number {
  const known = [...lastCenters.keys()].filter((label) => lastCenters[label]);
  if (known.length === 0 || points.length === 0) return 0;
  const centers = known.map((label) => lastCenters[label]!);
  const moved = points.filter((point, k) => known[nearest(point, centers)] !== labels[k]);
  return moved.length / points.length;
}
