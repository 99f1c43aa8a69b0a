import type { Grouper, Json, Trajectory } from '@cohort-rl/rollouts';
import { cluster } from './cluster.ts';
import { clusterQuality } from './cluster-quality.ts';
import { completeMask, refuseCutTrajectories, selectRows } from './cut-trajectories.ts';
import type { CutTrajectoryOptions } from './cut-trajectories.ts';
import { describeGrouping } from './describe-grouping.ts';
import { checkSeed, seedOfDraw } from './draw-seed.ts';
import { createFeatureHistory } from './feature-history.ts';
import type { HistoryRows } from './feature-history.ts';
import { computeFeatures, countMissing, hasSeveralTasks, resolveFeatures, trajectoryFeatures } from './features.ts';
import type { TrajectoryFeature, TrajectoryFeatureName } from './features.ts';
import { matchLabels } from './match-labels.ts';
import { nearestLabels } from './nearest-labels.ts';
import { checkNumGroups } from './number-of-groups.ts';
import { areAllNearest, joinNearest, reseedEmpty } from './online-kmeans.ts';
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
  readonly history: { readonly values: readonly (number | null)[]; readonly tasks: readonly number[] };
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
  const { numGroups = 4, window = 1000, decay = 0.99, seed = 0, completeOnly = false } = options;
  checkNumGroups(numGroups);
  checkSeed(seed);
  if (!Number.isSafeInteger(window) || window < 1) throw new RangeError(`invalid window: ${window}; expected a positive integer`);
  if (typeof decay !== 'number' || !(decay > 0 && decay <= 1)) throw new RangeError(`invalid decay: ${decay}; expected a number in (0, 1]`);
  const features = resolveFeatures(options.features ?? Object.values(trajectoryFeatures));
  // The history compares returns inside tasks over all that it remembers, so it takes them as they are.
  const returnColumn = features.indexOf(trajectoryFeatures.episodeReturn);
  const rawFeatures = features.map((feature, f) => (f === returnColumn ? { ...feature, compute: episodeReturns } : feature));
  const history = createFeatureHistory(features.length, window, returnColumn);
  const names = Array.from({ length: numGroups }, (_, label) => `cluster ${label + 1}`);
  let centers: (readonly number[] | null)[] = names.map(() => null);
  let counts = new Array<number>(numGroups).fill(0);
  let reseeded = 0;

  function rowsOf(trajectories: readonly Trajectory[]): HistoryRows {
    const hasTasks = hasSeveralTasks(trajectories);
    const tasks = new Int32Array(trajectories.length);
    for (let k = 0; k < tasks.length; k++) tasks[k] = hasTasks ? trajectories[k]!.task : -1;
    return { values: computeFeatures(trajectories, rawFeatures).values, tasks };
  }

  const standardized = (list: readonly (readonly number[] | null)[]): (Float64Array | null)[] =>
    list.map((center) => center && history.standardizeCenter(center));

  function learn(rows: HistoryRows): void {
    reseeded = 0;
    const numRows = rows.tasks.length;
    if (numRows === 0) return;
    history.push(rows);
    const moved = standardized(centers);
    if (moved.some((center) => center)) {
      const latest = history.toPoints(latestRows(numRows));
      joinNearest({ centers: moved, counts }, latest, features.length, decay);
      // As a rule the latest belong to all, and the rest of the window need not be looked at.
      if (!areAllNearest(latest, moved, features.length)) {
        reseeded = reseedEmpty({ centers: moved, counts }, history.toPoints(history.rows), features.length);
      }
    } else {
      const points = history.toPoints(history.rows);
      const first = cluster(points, features.length, numGroups, seedOfDraw(seed, 0)).centers;
      matchLabels(first, moved).forEach((label, c) => { moved[label] = Float64Array.from(first[c]!); });
      for (const label of nearestLabels(points, moved, features.length)) counts[label]!++;
    }
    centers = moved.map((center) => center && history.unstandardizeCenter(center));
  }

  /** Of the history, at most so many. */
  function latestRows(most: number): HistoryRows {
    const { values, tasks } = history.rows;
    const first = Math.max(0, tasks.length - most);
    return { values: values.subarray(first * features.length), tasks: tasks.subarray(first) };
  }

  /** The features as `autoGrouper` has them: returns relative to their task in the rollout. */
  function shownValues({ values }: HistoryRows, trajectories: readonly Trajectory[]): Float64Array {
    const shown = values.slice();
    if (returnColumn < 0) return shown;
    const returns = trajectoryFeatures.episodeReturn.compute(trajectories);
    for (let k = 0; k < returns.length; k++) shown[k * features.length + returnColumn] = returns[k]!;
    return shown;
  }

  return {
    name: 'adaptive',
    hasStableLabels: true,
    isOutcomeBased: true,

    partialFit: (trajectories) => learn(rowsOf(trajectories.filter(({ isComplete }) => isComplete))),

    predict: (trajectories) => nearestLabels(history.toPoints(rowsOf(trajectories)), standardized(centers), features.length),

    group(trajectories) {
      if (completeOnly) refuseCutTrajectories(trajectories);
      const before = centers;
      const rows = rowsOf(trajectories);
      const mask = completeMask(trajectories);
      learn({ values: selectRows(rows.values, mask), tasks: rows.tasks.filter((_, k) => mask[k] === 0) });
      const points = history.toPoints(rows);
      const labels = nearestLabels(points, standardized(centers), features.length);
      const computed = { names: features.map(({ name }) => name), values: shownValues(rows, trajectories) };
      return describeGrouping(trajectories, {
        labels,
        names,
        features: computed,
        diagnostics: {
          'grpo/clusters': centers.filter((center) => center !== null).length,
          'grpo/reseeded_clusters': reseeded,
          'grpo/history': history.rows.tasks.length,
          'grpo/missing_features': countMissing(computed),
          ...clusterQuality(points, labels, standardized(before)),
        },
      });
    },

    getState: () => ({
      centers,
      counts: [...counts],
      history: {
        values: Array.from(history.rows.values, (value) => (Number.isFinite(value) ? value : null)),
        tasks: [...history.rows.tasks],
      },
    }),

    setState(saved: Json) {
      const state = saved as unknown as AdaptiveGrouperState;
      const isForeign = (center: readonly number[] | null): boolean => center !== null && center.length !== features.length;
      const { values, tasks } = state.history;
      if (state.centers.length !== numGroups || state.centers.some(isForeign) || values.length !== tasks.length * features.length) {
        throw new RangeError(`invalid adaptive grouper state: expected ${numGroups} centers of ${features.length} features`);
      }
      centers = [...state.centers];
      counts = [...state.counts];
      history.restore({ values: Float64Array.from(values, (value) => value ?? NaN), tasks: Int32Array.from(tasks) });
    },
  };
}
