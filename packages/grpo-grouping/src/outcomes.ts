import type { Trajectory } from '@cohort-rl/rollouts';

/**
 * Episode return of each trajectory; of a cut one, its return so far plus the critic's value of its last state
 * (`rollout.lastValues`), so that an unfinished episode does not look like a bad one.
 */
export function episodeReturns(trajectories: readonly Trajectory[]): Float64Array {
  const returns = new Float64Array(trajectories.length);
  for (let k = 0; k < returns.length; k++) {
    const { rollout, env, isComplete, episodeReturn } = trajectories[k]!;
    returns[k] = isComplete ? episodeReturn : episodeReturn + rollout.lastValues[env]!;
  }
  return returns;
}

/** Steps of each trajectory's episode; of a cut one, those so far. */
export function episodeLengths(trajectories: readonly Trajectory[]): Float64Array {
  const lengths = new Float64Array(trajectories.length);
  for (let k = 0; k < lengths.length; k++) lengths[k] = trajectories[k]!.episodeLength;
  return lengths;
}
