import type { Trajectory } from '@cohort-rl/rollouts';

/**
 * Episode return of each trajectory; of a cut one, its return so far plus the critic's value of its last state
 * (`rollout.lastValues`), so that an unfinished episode does not look like a bad one.
 */
export function episodeReturns(trajectories: readonly Trajectory[]): Float64Array {
  return Float64Array.from(trajectories, ({ rollout, env, isComplete, episodeReturn }) =>
    isComplete ? episodeReturn : episodeReturn + rollout.lastValues[env]!,
  );
}

/** Steps of each trajectory's episode; of a cut one, those so far. */
export function episodeLengths(trajectories: readonly Trajectory[]): Float64Array {
  return Float64Array.from(trajectories, ({ episodeLength }) => episodeLength);
}
