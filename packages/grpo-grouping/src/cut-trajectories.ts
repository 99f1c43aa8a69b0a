import type { Trajectory } from '@cohort-rl/rollouts';

/** A trajectory that the rollout's end cuts, given to a grouper that takes complete ones only. */
export class CutTrajectoryError extends Error {
  override readonly name = 'CutTrajectoryError';
}

/** What every grouper can be told about cut trajectories. */
export interface CutTrajectoryOptions {
  /** Refuse trajectories that the rollout's end cuts, with a {@link CutTrajectoryError}. Default false. */
  readonly completeOnly?: boolean | undefined;
}

/** @throws CutTrajectoryError for the first cut trajectory. */
export function refuseCutTrajectories(trajectories: readonly Trajectory[]): void {
  const k = trajectories.findIndex(({ isComplete }) => !isComplete);
  if (k >= 0) throw new CutTrajectoryError(`invalid trajectory: ${k} is cut by the end of the rollout; expected complete ones only`);
}

/**
 * Those that edges and centres come from: 0 for the complete trajectories, −1 for the others; all 0 where none is complete.
 * (As labels, these make `moments` leave the others out.)
 */
export function referenceMask(trajectories: readonly Trajectory[]): Int32Array {
  const mask = new Int32Array(trajectories.length);
  if (!trajectories.some(({ isComplete }) => isComplete)) return mask;
  trajectories.forEach(({ isComplete }, k) => { mask[k] = isComplete ? 0 : -1; });
  return mask;
}
