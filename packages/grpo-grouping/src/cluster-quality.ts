import { nearestLabels } from './nearest-labels.ts';
import { silhouette } from './silhouette.ts';

/** Silhouettes cost O(n²); so many points, evenly spaced in their order, stand for all. */
const SAMPLE_SIZE = 200;

/**
 * What to record of a clustering: `grpo/silhouette`, the mean silhouette over a sample of at most 200 points (0 with fewer
 * than two clusters in it), and `grpo/label_churn`, the share of points that the last centres would have given another label
 * (0 without last centres).
 *
 * @param points one after the other, as many as there are labels.
 * @param lastCenters centre of each label before the update, in the same units; null where the label had none.
 */
export function clusterQuality(
  points: Float64Array,
  labels: Int32Array,
  lastCenters: readonly (ArrayLike<number> | null)[],
): Readonly<Record<string, number>> {
  return {
    'grpo/silhouette': sampledSilhouette(points, labels, lastCenters.length),
    'grpo/label_churn': labelChurn(points, labels, lastCenters),
  };
}

function sampledSilhouette(points: Float64Array, labels: Int32Array, numClusters: number): number {
  const size = Math.min(labels.length, SAMPLE_SIZE);
  const numFeatures = points.length / labels.length;
  const sampledPoints = new Float64Array(size * numFeatures);
  const sampledLabels = new Int32Array(size);
  for (let i = 0; i < size; i++) {
    const k = Math.floor((i * labels.length) / size);
    sampledLabels[i] = labels[k]!;
    for (let f = 0; f < numFeatures; f++) sampledPoints[i * numFeatures + f] = points[k * numFeatures + f]!;
  }
  if (sampledLabels.every((label) => label === sampledLabels[0])) return 0;
  return silhouette(sampledPoints, sampledLabels, numClusters);
}

function labelChurn(points: Float64Array, labels: Int32Array, lastCenters: readonly (ArrayLike<number> | null)[]): number {
  if (labels.length === 0 || lastCenters.every((center) => center === null)) return 0;
  const lastLabels = nearestLabels(points, lastCenters, points.length / labels.length);
  let moved = 0;
  for (let k = 0; k < labels.length; k++) if (labels[k] !== lastLabels[k]) moved++;
  return moved / labels.length;
}
