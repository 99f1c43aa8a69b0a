import type { GroupRecord } from './records.ts';
import type { SnapshotRecord } from './snapshot-record.ts';

/** What sets the groups of one rollout apart, in figures. */
export interface GroupCharacteristics {
  readonly names: readonly string[];
  /** A value for each name, null where the group has none. */
  readonly groups: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
}

/**
 * Characteristics of the groups that have steps. Of a `group` record: mean return of complete episodes, steps for each trajectory, weight, mean and
 * standard deviation of advantages before normalisation. Of a snapshot: mean return and mean length of all trajectories, share of them that terminated,
 * weight, and the mean of each feature.
 */
export function groupCharacteristics(record: Pick<GroupRecord, 'type' | 'groups'> | SnapshotRecord): GroupCharacteristics {
  return record.type === 'group' ? ofRecord(record) : ofSnapshot(record);
}

function ofRecord({ groups }: Pick<GroupRecord, 'groups'>): GroupCharacteristics {
  return {
    names: ['mean return', 'steps per trajectory', 'weight', 'mean advantage', 'std of advantages'],
    groups: groups
      .filter(({ steps }) => steps > 0)
      .map(({ name, returnMean, steps, trajectories, weight, advantageBefore: { mean, std } }) => ({
        name,
        values: [returnMean, trajectories > 0 ? steps / trajectories : null, weight, mean, std],
      })),
  };
}

function ofSnapshot({ groups, trajectories, featureNames }: SnapshotRecord): GroupCharacteristics {
  return {
    names: ['mean return', 'mean length', 'share terminated', 'weight', ...featureNames],
    groups: groups.flatMap(({ label, name, weight }) => {
      const own = trajectories.filter((trajectory) => trajectory.label === label);
      if (own.length === 0) return [];
      const features = featureNames.map((_, i) => meanOf(own.map(({ features }) => features[i] ?? null)));
      const values = [own.map((trajectory) => trajectory.return), own.map(({ length }) => length), own.map(({ terminated }) => Number(terminated))];
      return [{ name, values: [...values.map(meanOf), weight, ...features] }];
    }),
  };
}

/** Mean of what is there. */
function meanOf(values: readonly (number | null)[]): number | null {
  const present = values.filter((value) => value !== null);
  return present.length === 0 ? null : present.reduce((sum, value) => sum + value / present.length, 0);
}
