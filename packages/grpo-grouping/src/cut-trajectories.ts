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
  const mask = completeMask(trajectories);
  return mask.includes(0) ? mask : mask.fill(0);
}

/** 0 for the complete trajectories, −1 for those that the rollout's end cuts. */
export function completeMask(trajectories: readonly Trajectory[]): Int32Array {
  const mask = new Int32Array(trajectories.length);
  for (let k = 0; k < mask.length; k++) mask[k] = trajectories[k]!.isComplete ? 0 : -1;
  return mask;
}

/** {@link referenceMask} of marks: 1 for complete; without marks, all are. */
export function referenceMaskOf(isComplete: Uint8Array | undefined, numPoints: number): Int32Array {
  const mask = new Int32Array(numPoints);
  if (isComplete?.includes(1)) for (let k = 0; k < numPoints; k++) mask[k] = isComplete[k] === 0 ? -1 : 0;
  return mask;
}

/** Of rows that lie one after the other, those whose mask is 0. */
export function selectRows(values: Float64Array, mask: Int32Array): Float64Array {
  const size = values.length / mask.length;
  const selected = new Float64Array(values.length);
  let end = 0;
  for (let k = 0; k < mask.length; k++) {
    if (mask[k] !== 0) continue;
    for (let f = 0; f < size; f++) selected[end++] = values[k * size + f]!;
  }
  return selected.subarray(0, end);
}
