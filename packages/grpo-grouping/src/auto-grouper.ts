import type { Grouper, Json } from '@cohort-rl/rollouts';
import { cluster, clusterBySilhouette } from './cluster.ts';
import { referenceMask, refuseCutTrajectories, selectRows } from './cut-trajectories.ts';
import type { CutTrajectoryOptions } from './cut-trajectories.ts';
import { clusterQuality } from './cluster-quality.ts';
import { describeGrouping } from './describe-grouping.ts';
import { checkSeed, seedOfDraw } from './draw-seed.ts';
import { computeFeatures, countMissing, resolveFeatures, trajectoryFeatures } from './features.ts';
import type { TrajectoryFeature, TrajectoryFeatureName } from './features.ts';
import { matchLabels } from './match-labels.ts';
import { nearestLabels } from './nearest-labels.ts';
import { checkNumGroups } from './number-of-groups.ts';
import { fitStandardizer, standardize, unstandardize } from './standardize.ts';

/** Settings of {@link autoGrouper}. */
export interface AutoGrouperOptions extends CutTrajectoryOptions {
  /** Clusters. Default 4. */
  readonly numGroups?: number | undefined;
  /** Choose the number of clusters in [2, kMax] by silhouette instead, anew for each rollout: O(trajectories²). Not with `numGroups`. */
  readonly kMax?: number | undefined;
  /** Seed of k-means++, an integer ≥ 0. Default 0. */
  readonly seed?: number | undefined;
  /** Names or features of one's own. Default: all of `trajectoryFeatures`. */
  readonly features?: readonly (TrajectoryFeatureName | TrajectoryFeature)[] | undefined;
}

interface AutoGrouperState {
  /** Last centre of each label in the features' own units; null where the label has had none. */
  readonly centers: readonly (readonly number[] | null)[];
  /** Groupings made: with the seed, what the next one is seeded by. */
  readonly draws: number;
}

/**
 * Groups by k-means on trajectory features, standardised over the rollout. Features and centres come from the complete
 * trajectories where there are any; a cut one joins the nearest centre. New centres are matched to the last ones, so that a
 * label goes on meaning the same kind of trajectory. With fewer different trajectories than groups, some groups stay empty.
 * A feature value that is not finite counts as the mean, and in `grpo/missing_features`. The quality of the clusters is
 * recorded: `grpo/silhouette` and `grpo/label_churn`.
 *
 * State: last centres and the number of groupings made.
 *
 * @throws RangeError for an invalid option.
 */
export function autoGrouper(options: AutoGrouperOptions = {}): Grouper {
  const { kMax, numGroups = kMax ?? 4, seed = 0, features: given = Object.values(trajectoryFeatures), completeOnly = false } = options;
  checkNumGroups(numGroups);
  checkSeed(seed);
  if (kMax !== undefined) {
    if (!Number.isSafeInteger(kMax) || kMax < 2) throw new RangeError(`invalid kMax: ${kMax}; expected an integer >= 2`);
    if (options.numGroups !== undefined) throw new RangeError(`invalid kMax: ${kMax}; expected none beside numGroups`);
  }
  const features = resolveFeatures(given);
  const names = Array.from({ length: numGroups }, (_, label) => `cluster ${label + 1}`);
  let state: AutoGrouperState = { centers: names.map(() => null), draws: 0 };

  return {
    name: 'auto',
    hasStableLabels: true,
    isOutcomeBased: true,

    group(trajectories) {
      if (completeOnly) refuseCutTrajectories(trajectories);
      const computed = computeFeatures(trajectories, features);
      if (trajectories.length === 0) return describeGrouping(trajectories, { labels: new Int32Array(0), names, features: computed });
      const mask = referenceMask(trajectories);
      const standardizer = fitStandardizer(computed.values, features.length, mask);
      const points = standardize(computed.values, standardizer);
      const reference = selectRows(points, mask);
      const drawSeed = seedOfDraw(seed, state.draws);
      const { centers, iterations } = kMax === undefined ? cluster(reference, features.length, numGroups, drawSeed) : clusterBySilhouette(reference, features.length, kMax, drawSeed);

      const lastCenters = state.centers.map((center) => center && standardize(center, standardizer));
      const centerLabels = matchLabels(centers, lastCenters);
      const nextCenters = [...state.centers];
      centers.forEach((center, c) => { nextCenters[centerLabels[c]!] = unstandardize(center, standardizer); });
      state = { centers: nextCenters, draws: state.draws + 1 };

      const labels = nearestLabels(points, centers, features.length);
      for (let k = 0; k < labels.length; k++) labels[k] = centerLabels[labels[k]!]!;
      return describeGrouping(trajectories, {
        labels,
        names,
        features: computed,
        diagnostics: {
          'grpo/clusters': centers.length,
          'grpo/kmeans_iterations': iterations,
          'grpo/missing_features': countMissing(computed),
          ...clusterQuality(points, labels, lastCenters),
        },
      });
    },

    getState: () => ({ centers: state.centers, draws: state.draws }),

    setState(saved: Json) {
      const { centers, draws } = saved as unknown as AutoGrouperState;
      if (centers.length !== numGroups || centers.some((center) => center !== null && center.length !== features.length)) {
        throw new RangeError(`invalid auto grouper state: expected ${numGroups} centers of ${features.length} features`);
      }
      state = { centers, draws };
    },
  };
}
