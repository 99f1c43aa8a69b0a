import { kmeansGenerator } from 'ml-kmeans';
import { cluster, kmeansLimits, toRows } from './cluster.ts';
import { referenceMaskOf, selectRows } from './cut-trajectories.ts';
import { squaredDistance } from './distance.ts';
import { checkSeed, seedOfDraw } from './draw-seed.ts';
import { matchLabels } from './match-labels.ts';
import { nearestLabels } from './nearest-labels.ts';
import { checkNumGroups } from './number-of-groups.ts';
import { joinNearest, reseedEmpty } from './online-kmeans.ts';
import type { OnlineClusters } from './online-kmeans.ts';

/** Where a clustering stands after one of its steps. */
export interface ClusteringStep {
  /**
   * `start`: the first centres. k-means: `assign`, every point to its nearest centre; `update`, every centre to the mean of its points.
   * Online: `join`, one point to its nearest centre, which moves towards it; `reseed`, centres without a point start again.
   */
  readonly kind: 'start' | 'assign' | 'update' | 'join' | 'reseed';
  /** One per label, in standardised units; null where the label has none yet. */
  readonly centers: readonly (readonly number[] | null)[];
  /** One per point, by the last assignment of k-means, −1 before the first; null online, where `labelByCenters` tells them. */
  readonly labels: Int32Array | null;
  /** The point that joined. */
  readonly point?: number;
  /** Decayed number of points behind each centre; online only. */
  readonly counts?: readonly number[];
}

/** What is clustered. */
export interface TraceInput {
  /** Standardised points one after the other, as `standardizeFeatures` gives them. */
  readonly points: Float64Array;
  readonly numFeatures: number;
  readonly numGroups: number;
  /** 1 for points that centres are made from, 0 for those that only join them; default: all. */
  readonly isComplete?: Uint8Array | undefined;
}

/** Settings of {@link traceKmeans}. */
export interface KmeansTraceOptions extends TraceInput {
  /** As of `autoGrouper`. Default 0. */
  readonly seed?: number | undefined;
  /** First centres, one per label, in place of those of k-means++. */
  readonly start?: readonly (readonly number[])[] | undefined;
  /** Last centre of each label, for the labels of the result to mean the same; null where the label has had none. Not with `start`. */
  readonly lastCenters?: readonly (readonly number[] | null)[] | undefined;
}

/**
 * The steps of k-means as `autoGrouper` runs it: the first centres, then assignments and updates by turns until the centres no longer
 * move. Without `start` and `lastCenters` it ends with the labels that a new `autoGrouper` of the same seed gives.
 *
 * @throws RangeError for no point, an invalid number of groups or seed, or first centres that do not fit.
 */
export function traceKmeans({ points, numFeatures, numGroups, isComplete, seed = 0, start, lastCenters }: KmeansTraceOptions): ClusteringStep[] {
  const numPoints = points.length / numFeatures;
  checkInput(numPoints, numGroups);
  checkSeed(seed);
  if (start && (start.length !== numGroups || start.some((center) => center.length !== numFeatures))) {
    throw new RangeError(`invalid start: expected ${numGroups} centers of ${numFeatures} features`);
  }
  const reference = selectRows(points, referenceMaskOf(isComplete, numPoints));
  const states = start
    ? lloyd(toRows(reference, numFeatures), start.map((center) => [...center]))
    : lloydFromSeed(reference, numFeatures, numGroups, seedOfDraw(seed, 0));
  const known = lastCenters ?? Array.from({ length: numGroups }, () => null);
  const labelOf = start ? [...start.keys()] : matchLabels(states.at(-1)!, known);

  const place = (centers: readonly number[][]): (number[] | null)[] => {
    const placed = new Array<number[] | null>(numGroups).fill(null);
    centers.forEach((center, c) => { placed[labelOf[c]!] = center; });
    return placed;
  };
  // Assigned in the order of k-means itself, so that equal distances are decided as it decides them.
  const assign = (centers: readonly number[][]): Int32Array => nearestLabels(points, centers, numFeatures).map((c) => labelOf[c]!);

  const steps: ClusteringStep[] = [{ kind: 'start', centers: place(states[0]!), labels: new Int32Array(numPoints).fill(-1) }];
  for (let i = 0; i < states.length; i++) {
    const labels = assign(states[i]!);
    steps.push({ kind: 'assign', centers: place(states[i]!), labels });
    const next = states[i + 1];
    if (next) steps.push({ kind: 'update', centers: place(next), labels });
  }
  return steps;
}

/** Centres before the first iteration and after each that moves them. */
function lloyd(points: number[][], start: number[][]): number[][][] {
  const states = [start];
  if (points.length < start.length) return states;
  for (const { centroids, converged } of kmeansGenerator(points, start.length, { ...kmeansLimits, initialization: start })) {
    if (!converged) states.push(centroids);
  }
  return states;
}

function lloydFromSeed(points: Float64Array, numFeatures: number, numGroups: number, seed: number): number[][][] {
  const { centers, iterations } = cluster(points, numFeatures, numGroups, seed);
  if (iterations === 0) return [centers.map((center) => [...center])];
  // k-means does not tell its first centres, but measures the first point against each of them.
  const rows = toRows(points, numFeatures);
  const first = new Set<number[]>();
  const distanceFunction = (point: number[], center: number[]): number => {
    if (point === rows[0]) first.add(center);
    return squaredDistance(point, center);
  };
  kmeansGenerator(rows, numGroups, { ...kmeansLimits, initialization: 'kmeans++', seed, distanceFunction }).next();
  return lloyd(rows, [...first]);
}

/** Settings of {@link traceOnlineKmeans}. */
export interface OnlineTraceOptions extends TraceInput {
  /** As of `adaptiveGrouper`. Default 0.99. */
  readonly decay?: number | undefined;
  /** Where to go on from: centres, counts, and the first point that has not joined. Default: no centres, point 0. */
  readonly start?: { readonly centers: ClusteringStep['centers']; readonly counts: readonly number[]; readonly point: number } | undefined;
}

/**
 * The steps of online k-means by the rule of `adaptiveGrouper` (MacQueen 1967, with decayed counts): the points join one by one in
 * their order; at the end, centres without a point start again.
 *
 * @throws RangeError for no point, an invalid number of groups or decay, or a start that does not fit.
 */
export function traceOnlineKmeans({ points, numFeatures, numGroups, isComplete, decay = 0.99, start }: OnlineTraceOptions): ClusteringStep[] {
  const numPoints = points.length / numFeatures;
  checkInput(numPoints, numGroups);
  if (!(decay > 0 && decay <= 1)) throw new RangeError(`invalid decay: ${decay}; expected a number in (0, 1]`);
  const from = start ?? { centers: Array.from({ length: numGroups }, () => null), counts: new Array<number>(numGroups).fill(0), point: 0 };
  if (from.centers.length !== numGroups || from.counts.length !== numGroups) throw new RangeError(`invalid start: expected ${numGroups} centers and counts`);
  const clusters: OnlineClusters = { centers: from.centers.map((center) => center && Float64Array.from(center)), counts: [...from.counts] };
  const mask = referenceMaskOf(isComplete, numPoints);
  const now = (step: Pick<ClusteringStep, 'kind' | 'point'>): ClusteringStep => ({
    ...step, centers: clusters.centers.map((center) => center && [...center]), labels: null, counts: [...clusters.counts],
  });

  const steps = [now({ kind: 'start' })];
  for (let k = from.point; k < numPoints; k++) {
    if (mask[k] !== 0) continue;
    const point = points.subarray(k * numFeatures, (k + 1) * numFeatures);
    if (!clusters.centers.some((center) => center)) {
      clusters.centers[0] = point.slice();
      clusters.counts[0] = 1;
    } else {
      joinNearest(clusters, point, numFeatures, decay);
    }
    steps.push(now({ kind: 'join', point: k }));
  }
  const reference = selectRows(points, mask);
  if (clusters.centers.every((center) => center !== null) && reseedEmpty(clusters, reference, numFeatures) > 0) steps.push(now({ kind: 'reseed' }));
  return steps;
}

/**
 * Label of the nearest centre for each of the standardised points, the first of equals; 0 without centres.
 * @param centers one per label, null where the label has none.
 */
export function labelByCenters(points: Float64Array, centers: readonly (readonly number[] | null)[], numFeatures: number): Int32Array {
  return nearestLabels(points, centers, numFeatures);
}

function checkInput(numPoints: number, numGroups: number): void {
  if (!(numPoints > 0)) throw new RangeError('invalid points: none; expected at least one');
  checkNumGroups(numGroups);
}
