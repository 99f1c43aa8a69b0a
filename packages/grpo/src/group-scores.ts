import type { GroupSummary, Rollout, TaskInfo, Trajectory } from '@cohort-rl/rollouts';

/** A group's summary, and the mean return of its complete episodes in the environment's own units: null without one. */
export interface GroupScore extends GroupSummary {
  readonly returnMean: number | null;
}

/**
 * What a weighter sees of each group. The score is the mean over the group's complete episodes of their return: as a place
 * between the task's random and expert returns (0 and 1) where these are known for all tasks, else as it is; NaN without a
 * complete episode.
 *
 * @param labels one per trajectory.
 * @throws RangeError for a label out of range.
 */
export function scoreGroups(rollout: Rollout, trajectories: readonly Trajectory[], labels: Int32Array, numGroups: number): GroupScore[] {
  const references = rollout.taskInfo.map(referencesOf);
  const isScoreNormalized = references.every((reference) => reference !== null);
  const sums = Array.from({ length: numGroups }, () => ({ steps: 0, trajectories: 0, complete: 0, returns: 0, scores: 0 }));
  trajectories.forEach(({ length, isComplete, episodeReturn, task }, k) => {
    const group = sums[labels[k]!];
    if (!group) throw new RangeError(`invalid label of trajectory ${k}: ${labels[k]}; expected 0 to ${numGroups - 1}`);
    group.steps += length;
    group.trajectories++;
    if (!isComplete) return;
    const reference = references[task];
    group.complete++;
    group.returns += episodeReturn;
    group.scores += isScoreNormalized && reference ? (episodeReturn - reference.random) / (reference.expert - reference.random) : episodeReturn;
  });
  return sums.map(({ steps, trajectories: count, complete, returns, scores }) => ({
    steps,
    trajectories: count,
    score: complete > 0 ? scores / complete : NaN,
    isScoreNormalized,
    returnMean: complete > 0 ? returns / complete : null,
  }));
}

function referencesOf({ randomReturn, expertReturn }: TaskInfo): { random: number; expert: number } | null {
  if (randomReturn === undefined || expertReturn === undefined || randomReturn === expertReturn) return null;
  return { random: randomReturn, expert: expertReturn };
}
