import type { Stateful, Trajectory } from '@cohort-rl/rollouts';
import { referenceMask } from './cut-trajectories.ts';
import { createOutcomeHistory } from './outcome-history.ts';
import { quantileEdges } from './quantile-labels.ts';

/** Takes edges between quantile groups from rollouts. */
export interface EdgeSource extends Stateful {
  /** Takes in a rollout; once for each, before its edges are asked for. */
  observe(trajectories: readonly Trajectory[], outcomes: Float64Array): void;
  /** Edges for these trajectories of the rollout, all or those of a task. */
  edges(trajectories: readonly Trajectory[], outcomes: Float64Array, task: number | null): Float64Array;
}

/**
 * Edges from the complete trajectories of the rollout, all of them where none is complete; with a window from the last
 * complete trajectories of all rollouts, as soon as there is one. Outcomes that are not finite are left out.
 */
export function createEdgeSource(numGroups: number, window: number | undefined): EdgeSource {
  const history = window === undefined ? null : createOutcomeHistory(window);
  return {
    observe(trajectories, outcomes) {
      const known = [...trajectories.keys()].filter((k) => trajectories[k]!.isComplete && Number.isFinite(outcomes[k]!));
      history?.push(Float64Array.from(known, (k) => outcomes[k]!), Int32Array.from(known, (k) => trajectories[k]!.task));
    },
    edges(trajectories, outcomes, task) {
      const remembered = history?.outcomesOf(task);
      if (remembered && remembered.length > 0) return quantileEdges(remembered, numGroups);
      const mask = referenceMask(trajectories);
      return quantileEdges(outcomes.filter((outcome, k) => mask[k] === 0 && Number.isFinite(outcome)), numGroups);
    },
    ...(history && { getState: history.getState, setState: history.setState }),
  };
}
