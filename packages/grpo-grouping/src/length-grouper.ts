import type { Grouper } from '@cohort-rl/rollouts';
import { refuseCutTrajectories } from './cut-trajectories.ts';
import type { CutTrajectoryOptions } from './cut-trajectories.ts';
import { describeGrouping } from './describe-grouping.ts';
import { createEdgeSource } from './edge-source.ts';
import { checkNumGroups } from './number-of-groups.ts';
import { episodeLengths } from './outcomes.ts';
import { labelByEdges, nameByEdges } from './quantile-labels.ts';

/** Settings of {@link lengthGrouper}. */
export interface LengthGrouperOptions extends CutTrajectoryOptions {
  /** Default 4, or what `edges` make. */
  readonly numGroups?: number | undefined;
  /** Ascending lengths between the groups, a length on an edge belonging below it; else quantiles of each rollout. */
  readonly edges?: readonly number[] | undefined;
  /** Take quantiles over so many of the last complete trajectories, rather than over each rollout. Not with `edges`. */
  readonly window?: number | undefined;
}

/**
 * Groups by episode length: by quantiles taken from each rollout or over a window (as `difficultyGrouper` does with returns; a
 * cut trajectory is placed by its length so far), or between given edges. Group 0 holds the shortest.
 *
 * State: none, or the lengths in the window.
 *
 * @throws RangeError for an invalid numGroups or window, edges that do not ascend, or a numGroups that is not edges + 1.
 */
export function lengthGrouper(options: LengthGrouperOptions = {}): Grouper {
  const { edges: given } = options;
  if (given !== undefined && !Array.isArray(given)) throw new RangeError(`invalid edges: ${String(given)}; expected ascending finite numbers`);
  const { numGroups = given ? given.length + 1 : 4, window, completeOnly = false } = options;
  checkNumGroups(numGroups);
  if (given) {
    if (Array.from(given).some((edge, i) => !Number.isFinite(edge) || (i > 0 && edge <= given[i - 1]!))) {
      throw new RangeError(`invalid edges: ${given.join(', ')}; expected ascending finite numbers`);
    }
    if (numGroups !== given.length + 1) throw new RangeError(`invalid numGroups: ${numGroups}; expected ${given.length + 1}, one more than edges`);
    if (window !== undefined) throw new RangeError(`invalid window: ${window}; expected none beside edges`);
  }
  const { observe, edges: edgesOf, ...state } = createEdgeSource(numGroups, window);
  return {
    name: 'length',
    hasStableLabels: true,
    isOutcomeBased: true,
    ...state,
    group(trajectories) {
      if (completeOnly) refuseCutTrajectories(trajectories);
      const lengths = episodeLengths(trajectories);
      observe(trajectories, lengths);
      const edges = given ? Float64Array.from(given) : edgesOf(trajectories, lengths, null);
      return describeGrouping(trajectories, { labels: labelByEdges(lengths, edges), names: nameByEdges('length', edges, numGroups) });
    },
  };
}
