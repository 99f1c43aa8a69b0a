import type { Grouper, Json, Trajectory } from '@cohort-rl/rollouts';
import { cluster, nearest } from './cluster.ts';
import { clusterQuality } from './cluster-quality.ts';
import { refuseCutTrajectories } from './cut-trajectories.ts';
import type { CutTrajectoryOptions } from './cut-trajectories.ts';
import { describeGrouping } from './describe-grouping.ts';
import { squaredDistance } from './distance.ts';
import { checkSeed, seedOfDraw } from './draw-seed.ts';
import { createFeatureHistory } from './feature-history.ts';
import type { HistoryRow } from './feature-history.ts';
import { computeFeatures, countMissing, hasSeveralTasks, resolveFeatures, trajectoryFeatures } from './features.ts';
import type { TrajectoryFeature, TrajectoryFeatureName } from './features.ts';
import { matchLabels } from './match-labels.ts';
import { checkNumGroups } from './number-of-groups.ts';
import { episodeReturns } from './outcomes.ts';

/** Settings of {@link adaptiveGrouper}. */
export interface AdaptiveGrouperOptions extends CutTrajectoryOptions {
  /** Clusters. Default 4. */
  readonly numGroups?: number | undefined;
  /** Complete trajectories that are remembered. Default 1,000. */
  readonly window?: number | undefined;
  /**
   * What a cluster's count is multiplied by before each trajectory that joins it, in (0, 1]. 1: MacQueen's rates, a centre
   * is the mean of all that ever joined; less: it follows the latest 1/(1 − decay) or so. Default 0.99.
   */
  readonly decay?: number | undefined;
  /** Seed of the first centres (k-means++), an integer ≥ 0. Default 0. */
  readonly seed?: number | undefined;
  /** Names or features of one's own. Default: all of `trajectoryFeatures`. */
  readonly features?: readonly (TrajectoryFeatureName | TrajectoryFeature)[] | undefined;
}

/** A grouper that learns as trajectories come; `group` is `partialFit` and then `predict`. */
export interface AdaptiveGrouper extends Grouper {
  /** Moves the centres by the complete ones of these trajectories. */
  partialFit(trajectories: readonly Trajectory[]): void;
  /** Label of each trajectory by the centres as they are: 0 before the first complete trajectory. */
  predict(trajectories: readonly Trajectory[]): Int32Array;
}

interface AdaptiveGrouperState {
  /** Centre of each label in lasting units; null where the label has had none. */
  readonly centers: readonly (readonly number[] | null)[];
  /** Decayed number of trajectories behind each centre. */
  readonly counts: readonly number[];
  /** The window, oldest first; null is a missing value. */
  readonly history: readonly { readonly values: readonly (number | null)[]; readonly task: number }[];
}

/**
 * Groups by online k-means (MacQueen 1967) on trajectory features. Each complete trajectory moves the nearest centre by 1/n
 * of the way to it, where n is the centre's count, decayed. Features are standardised by the last `window` complete
 * trajectories, episode returns by those of their task where the rollout knows several. The first centres come from k-means
 * on what there is; while there are fewer than `numGroups`, a trajectory that is on none of them makes the next. A cluster
 * that has no trajectory left in the window starts again from the one in it that is furthest from all centres, counted in
 * `grpo/reseeded_clusters`; where all are on centres, it stays as it is.
 *
 * A cut trajectory joins the nearest centre but moves none. A feature value that is not finite counts as the mean, and in
 * `grpo/missing_features`. Also recorded: `grpo/clusters`, `grpo/history` (trajectories in the window), `grpo/silhouette`,
 * `grpo/label_churn`.
 *
 * State: centres, counts, and the window, which the standardisation follows from.
 *
 * @throws RangeError for an invalid option.
 */
export function adaptiveGrouper(options: AdaptiveGrouperOptions = {}): AdaptiveGrouper {
  const { numGroups = 4, window = 1000, decay = 0.99, seed = 0, features: given = Object.values(trajectoryFeatures), completeOnly = false } = options;
  checkNumGroups(numGroups);
  checkSeed(seed);
  if (!Number.isInteger(window) || window < 1) throw new RangeError(`invalid window: ${window}; expected a positive integer`);
  if (!(decay > 0 && decay <= 1)) throw new RangeError(`invalid decay: ${decay}; expected a number in (0, 1]`);
  const features = resolveFeatures(given);
  // The history compares returns inside tasks over all that it remembers, so it takes them as they are.
  const rawFeatures = features.map((feature) => (feature === trajectoryFeatures.episodeReturn ? { ...feature, compute: episodeReturns } : feature));
  const history = createFeatureHistory(features.length, window, features.indexOf(trajectoryFeatures.episodeReturn));
  const names = Array.from({ length: numGroups }, (_, label) => `cluster ${label + 1}`);
  let centers: (readonly number[] | null)[] = names.map(() => null);
  let counts = new Array<number>(numGroups).fill(0);
  let reseeded = 0;

  function rowsOf(trajectories: readonly Trajectory[]): HistoryRow[] {
    const { values } = computeFeatures(trajectories, rawFeatures);
    const hasTasks = hasSeveralTasks(trajectories);
    return trajectories.map(({ task }, k) => ({
      values: Array.from(values.subarray(k * features.length, (k + 1) * features.length), (value) => (Number.isFinite(value) ? value : NaN)),
      task: hasTasks ? task : -1,
    }));
  }

  function labelsOf(points: readonly (readonly number[])[], from: readonly (readonly number[] | null)[]): Int32Array {
    const known = names.flatMap((_, label) => (from[label] ? [label] : []));
    const knownCenters = known.map((label) => from[label]!);
    return Int32Array.from(points, (point) => known[nearest(point, knownCenters)] ?? 0);
  }

  function learn(rows: readonly HistoryRow[]): void {
    reseeded = 0;
    if (rows.length === 0) return;
    history.push(rows);
    const points = history.rows.map(history.toPoint);
    const moved = centers.map((center): number[] | null => center && history.standardizeCenter(center));
    if (!moved.some((center) => center)) {
      const first = cluster(points, numGroups, seedOfDraw(seed, 0)).centers;
      matchLabels(first, moved).forEach((label, c) => { moved[label] = [...first[c]!]; });
      for (const label of labelsOf(points, moved)) counts[label]!++;
    } else {
      for (const point of points.slice(-rows.length)) {
        let label = labelsOf([point], moved)[0]!;
        const free = moved.indexOf(null);
        if (free >= 0 && squaredDistance(point, moved[label]!) > 0) {
          label = free;
          moved[free] = [...point];
        }
        counts[label] = decay * counts[label]! + 1;
        const center = moved[label]!;
        for (let f = 0; f < center.length; f++) center[f]! += (point[f]! - center[f]!) / counts[label]!;
      }
      reseed(points, moved);
    }
    centers = moved.map((center) => center && history.unstandardizeCenter(center));
  }

  function reseed(points: readonly number[][], moved: (number[] | null)[]): void {
    for (let label = 0; label < numGroups; label++) {
      const labels = labelsOf(points, moved);
      if (labels.includes(label)) continue;
      const distances = points.map((point, k) => squaredDistance(point, moved[labels[k]!]!));
      const furthest = distances.indexOf(distances.reduce((a, b) => Math.max(a, b)));
      if (distances[furthest] === 0) continue;
      moved[label] = [...points[furthest]!];
      counts[label] = 1;
      reseeded++;
    }
  }

  const completeOf = (trajectories: readonly Trajectory[]): Trajectory[] => trajectories.filter(({ isComplete }) => isComplete);

  return {
    name: 'adaptive',
    hasStableLabels: true,
    isOutcomeBased: true,

    partialFit: (trajectories) => learn(rowsOf(completeOf(trajectories))),

    predict: (trajectories) => labelsOf(rowsOf(trajectories).map(history.toPoint), centers.map((center) => center && history.standardizeCenter(center))),

    group(trajectories) {
      if (completeOnly) refuseCutTrajectories(trajectories);
      const rows = rowsOf(trajectories);
      const before = centers;
      learn(rows.filter((_, k) => trajectories[k]!.isComplete));
      const standardized = (list: typeof centers) => list.map((center) => center && history.standardizeCenter(center));
      const points = rows.map(history.toPoint);
      const labels = labelsOf(points, standardized(centers));
      const computed = computeFeatures(trajectories, hasSeveralTasks(trajectories) ? features : rawFeatures);
      return describeGrouping(trajectories, {
        labels,
        names,
        features: computed,
        diagnostics: {
          'grpo/clusters': centers.filter((center) => center !== null).length,
          'grpo/reseeded_clusters': reseeded,
          'grpo/history': history.rows.length,
          'grpo/missing_features': countMissing(computed),
          ...clusterQuality(points, labels, standardized(before)),
        },
      });
    },

    getState: () => ({
      centers,
      counts: [...counts],
      history: history.rows.map(({ values, task }) => ({ values: values.map((value) => (Number.isNaN(value) ? null : value)), task })),
    }),

    setState(saved: Json) {
      const state = saved as unknown as AdaptiveGrouperState;
      const isForeign = (row: readonly unknown[] | null): boolean => row !== null && row.length !== features.length;
      if (state.centers.length !== numGroups || state.centers.some(isForeign) || state.history.some(({ values }) => isForeign(values))) {
        throw new RangeError(`invalid adaptive grouper state: expected ${numGroups} centers of ${features.length} features`);
      }
      centers = [...state.centers];
      counts = [...state.counts];
      history.restore(state.history.map(({ values, task }) => ({ values: values.map((value) => value ?? NaN), task })));
    },
  };
}
