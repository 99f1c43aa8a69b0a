import type { Grouper } from '@cohort-rl/rollouts';
import { refuseCutTrajectories } from './cut-trajectories.ts';
import type { CutTrajectoryOptions } from './cut-trajectories.ts';
import { describeGrouping } from './describe-grouping.ts';

/**
 * Groups the episodes that began in the same state, as the critic-free family does with the answers to one prompt. Labels
 * count the starts of a rollout in the order in which they appear, and mean nothing from one rollout to the next. Stateless.
 *
 * @throws RangeError for a trajectory whose `startId` is not known.
 */
export function startStateGrouper({ completeOnly = false }: CutTrajectoryOptions = {}): Grouper {
  return {
    name: 'startState',
    hasStableLabels: false,
    isOutcomeBased: false,
    group(trajectories) {
      if (completeOnly) refuseCutTrajectories(trajectories);
      const labelOf = new Map<number, number>();
      const labels = Int32Array.from(trajectories, ({ startId = -1 }, k) => {
        if (startId < 0) throw new RangeError(`invalid startId of trajectory ${k}: ${startId}; expected the identity of its start, an integer >= 0`);
        const label = labelOf.get(startId) ?? labelOf.size;
        labelOf.set(startId, label);
        return label;
      });
      const names = Array.from(labelOf.keys(), (startId) => `start ${startId}`);
      return describeGrouping(trajectories, { labels, names: names.length > 0 ? names : ['no start'] });
    },
  };
}
