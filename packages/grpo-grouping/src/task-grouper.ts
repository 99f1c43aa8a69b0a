import type { Grouper } from '@cohort-rl/rollouts';
import { refuseCutTrajectories } from './cut-trajectories.ts';
import type { CutTrajectoryOptions } from './cut-trajectories.ts';
import { describeGrouping } from './describe-grouping.ts';

/** Groups by the episode's task: label = task id, one group per entry of the rollout's `taskInfo`. Stateless. */
export function taskGrouper({ completeOnly = false }: CutTrajectoryOptions = {}): Grouper {
  return {
    name: 'task',
    hasStableLabels: true,
    isOutcomeBased: false,
    group(trajectories) {
      if (completeOnly) refuseCutTrajectories(trajectories);
      const names = trajectories[0]?.rollout.taskInfo.map(({ name }) => name) ?? [];
      const labels = Int32Array.from(trajectories, ({ task }, k) => {
        if (task < 0 || task >= names.length) throw new RangeError(`invalid task of trajectory ${k}: ${task}; expected 0 to ${names.length - 1}`);
        return task;
      });
      return describeGrouping(trajectories, { labels, names: names.length > 0 ? names : ['default'] });
    },
  };
}
