import type { Rollout } from './rollout.ts';

/**
 * The steps of one episode inside one rollout: a view, never a copy. Step i (0 ≤ i < length) is element
 * `(start + i) * rollout.numEnvs + env` of every `[T, N]` field.
 */
export interface Trajectory {
  readonly rollout: Rollout;
  /** Index of the environment, 0 ≤ env < N. */
  readonly env: number;
  /** First step inside the rollout, 0 ≤ start < T. */
  readonly start: number;
  /** Steps inside the rollout, at least 1. */
  readonly length: number;
  /** Sum of the environment's own rewards since the episode's true start, also when that lies in an earlier rollout. */
  readonly episodeReturn: number;
  /** Steps since the episode's true start. */
  readonly episodeLength: number;
  /** Whether the episode ended inside this rollout. */
  readonly isComplete: boolean;
  readonly terminated: boolean;
  readonly truncated: boolean;
  /** Task id of the episode. */
  readonly task: number;
  /** Identity of the episode's start: episodes that began in the same state share it. −1, or left out: not known. */
  readonly startId?: number;
}

/**
 * Spreads one label per trajectory over its steps.
 * @returns `[numSteps]` labels, where `numSteps` = T·N; −1 at a step that no trajectory covers.
 * @throws RangeError when the number of labels differs from the number of trajectories.
 */
export function stepLabels(trajectories: readonly Trajectory[], labels: Int32Array, numSteps: number): Int32Array {
  if (labels.length !== trajectories.length) {
    throw new RangeError(`invalid number of labels: ${labels.length}; expected ${trajectories.length}, one per trajectory`);
  }
  const spread = new Int32Array(numSteps).fill(-1);
  trajectories.forEach(({ rollout, env, start, length }, k) => {
    const { numEnvs } = rollout;
    if ((start + length - 1) * numEnvs + env >= numSteps) {
      throw new RangeError(`invalid numSteps: ${numSteps}; trajectory ${k} ends at step ${(start + length - 1) * numEnvs + env}`);
    }
    for (let t = start; t < start + length; t++) spread[t * numEnvs + env] = labels[k]!;
  });
  return spread;
}
