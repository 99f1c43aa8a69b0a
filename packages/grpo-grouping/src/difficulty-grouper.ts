import type { Grouper } from '@cohort-rl/rollouts';
import { refuseCutTrajectories } from './cut-trajectories.ts';
import type { CutTrajectoryOptions } from './cut-trajectories.ts';
import { describeGrouping } from './describe-grouping.ts';
import { createEdgeSource } from './edge-source.ts';
import { checkNumGroups } from './number-of-groups.ts';
import { episodeReturns } from './outcomes.ts';
import { labelByEdges, nameByEdges } from './quantile-labels.ts';

/** Settings of {@link difficultyGrouper}. */
export interface DifficultyGrouperOptions extends CutTrajectoryOptions {
  /** Default 4: quartiles. */
  readonly numGroups?: number | undefined;
  /** Take quantiles inside each task, so that group g holds the g-th quarter of every task. Default false. */
  readonly withinTasks?: boolean | undefined;
  /** Take quantiles over so many of the last complete trajectories, rather than over each rollout. Default: over each rollout. */
  readonly window?: number | undefined;
}

/**
 * Groups by quantiles of episode return, taken from each rollout or over a window; group 0 holds the lowest returns. Quantiles are
 * NumPy's linear ones; a return on an edge belongs below it. Edges come from the complete trajectories where there are any;
 * a cut one is placed by its return so far plus the critic's value of its last state. Returns that are not finite are left
 * out of the edges, put in group 0 and counted in `grpo/missing_outcomes`.
 *
 * State: none, or the returns in the window.
 *
 * @throws RangeError for an invalid numGroups or window.
 */
export function difficultyGrouper(options: DifficultyGrouperOptions = {}): Grouper {
  const { numGroups = 4, withinTasks = false, window, completeOnly = false } = options;
  checkNumGroups(numGroups);
  const { observe, edges: edgesOf, ...state } = createEdgeSource(numGroups, window);

  return {
    name: 'difficulty',
    hasStableLabels: true,
    isOutcomeBased: true,
    ...state,
    group(trajectories) {
      if (completeOnly) refuseCutTrajectories(trajectories);
      const returns = episodeReturns(trajectories);
      const diagnostics = { 'grpo/missing_outcomes': returns.reduce((sum, value) => sum + Number(!Number.isFinite(value)), 0) };
      observe(trajectories, returns);
      if (!withinTasks) {
        const edges = edgesOf(trajectories, returns, null);
        return describeGrouping(trajectories, { labels: labelByEdges(returns, edges), names: nameByEdges('return', edges, numGroups), diagnostics });
      }
      const labels = new Int32Array(trajectories.length);
      for (const task of new Set(trajectories.map((trajectory) => trajectory.task))) {
        const members = [...trajectories.keys()].filter((k) => trajectories[k]!.task === task);
        const taskReturns = Float64Array.from(members, (k) => returns[k]!);
        const taskLabels = labelByEdges(taskReturns, edgesOf(members.map((k) => trajectories[k]!), taskReturns, task));
        members.forEach((k, m) => { labels[k] = taskLabels[m]!; });
      }
      const names = Array.from({ length: numGroups }, (_, g) => `return quantile ${g + 1} of ${numGroups}`);
      return describeGrouping(trajectories, { labels, names, diagnostics });
    },
  };
}
