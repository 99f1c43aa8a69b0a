import type { Grouper, Trajectory } from '@cohort-rl/rollouts';
import { referenceMask, refuseCutTrajectories } from './cut-trajectories.ts';
import type { CutTrajectoryOptions } from './cut-trajectories.ts';
import { describeGrouping } from './describe-grouping.ts';
import { checkNumGroups } from './number-of-groups.ts';
import { episodeReturns } from './outcomes.ts';
import { labelByEdges, nameByEdges, quantileEdges } from './quantile-labels.ts';

/** Settings of {@link difficultyGrouper}. */
export interface DifficultyGrouperOptions extends CutTrajectoryOptions {
  /** Default 4: quartiles. */
  readonly numGroups?: number | undefined;
  /** Take quantiles inside each task, so that group g holds the g-th quarter of every task. Default false. */
  readonly withinTasks?: boolean | undefined;
}

/**
 * Groups by quantiles of episode return, taken anew from each rollout; group 0 holds the lowest returns. Quantiles are
 * NumPy's linear ones; a return on an edge belongs below it. Edges come from the complete trajectories where there are any;
 * a cut one is placed by its return so far plus the critic's value of its last state. Returns that are not finite are left
 * out of the edges, put in group 0 and counted in `grpo/missing_outcomes`. Stateless.
 *
 * @throws RangeError for an invalid numGroups.
 */
export function difficultyGrouper({ numGroups = 4, withinTasks = false, completeOnly = false }: DifficultyGrouperOptions = {}): Grouper {
  checkNumGroups(numGroups);

  function edgesAmong(trajectories: readonly Trajectory[], returns: Float64Array): Float64Array {
    const mask = referenceMask(trajectories);
    return quantileEdges(returns.filter((value, k) => mask[k] === 0 && Number.isFinite(value)), numGroups);
  }

  return {
    name: 'difficulty',
    hasStableLabels: true,
    isOutcomeBased: true,
    group(trajectories) {
      if (completeOnly) refuseCutTrajectories(trajectories);
      const returns = episodeReturns(trajectories);
      const diagnostics = { 'grpo/missing_outcomes': returns.reduce((sum, value) => sum + Number(!Number.isFinite(value)), 0) };
      if (!withinTasks) {
        const edges = edgesAmong(trajectories, returns);
        return describeGrouping(trajectories, { labels: labelByEdges(returns, edges), names: nameByEdges('return', edges, numGroups), diagnostics });
      }
      const labels = new Int32Array(trajectories.length);
      for (const task of new Set(trajectories.map((trajectory) => trajectory.task))) {
        const members = [...trajectories.keys()].filter((k) => trajectories[k]!.task === task);
        const taskReturns = Float64Array.from(members, (k) => returns[k]!);
        const taskLabels = labelByEdges(taskReturns, edgesAmong(members.map((k) => trajectories[k]!), taskReturns));
        members.forEach((k, m) => { labels[k] = taskLabels[m]!; });
      }
      const names = Array.from({ length: numGroups }, (_, g) => `return quantile ${g + 1} of ${numGroups}`);
      return describeGrouping(trajectories, { labels, names, diagnostics });
    },
  };
}
