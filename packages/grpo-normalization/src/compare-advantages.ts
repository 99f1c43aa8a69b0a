import { groupMoments, pooledMoments, type GroupMoments } from '@cohort-rl/rollouts';
import { describeDistribution, type AdvantageDistribution } from './advantage-distribution.ts';
import { normalizeAdvantages } from './normalize-advantages.ts';

/** Steps whose advantages are compared. */
export interface AdvantageComparisonInput {
  /** Before any normalisation. */
  readonly advantages: Float32Array;
  /** One per advantage; −1: outside all groups. */
  readonly labels: Int32Array;
  readonly numGroups: number;
  /** Group-relative advantages, as a run used them. Default: centred and scaled in each group. */
  readonly groupRelative?: Float32Array | undefined;
}

/** What normalisation relative to groups does to the steps of one rollout, beside normalisation relative to all of them. */
export interface AdvantageComparison {
  /** (A − mean) / (std + 1e-8) over all steps inside groups: PPO's. */
  readonly batch: Float32Array;
  /** Relative to the groups. */
  readonly group: Float32Array;
  /** 1 where the signs of the two are opposite: what one makes more likely, the other makes less likely. */
  readonly flipped: Uint8Array;
  /** Steps inside groups. */
  readonly steps: number;
  readonly flips: number;
  /** Share of the variance of `batch` that lies between the groups' means: what centring inside groups removes. */
  readonly betweenBefore: number;
  /** The same of `group`: what is left of it. */
  readonly betweenAfter: number;
  /** Pearson's, of `batch` and `group`; 0 where one of them does not vary. */
  readonly correlation: number;
  /** One per label, those without steps included. */
  readonly groups: readonly GroupComparison[];
}

/** One group of an {@link AdvantageComparison}. */
export interface GroupComparison {
  readonly label: number;
  readonly steps: number;
  readonly flips: number;
  /** The group's part of `betweenBefore`: n_g (mean_g − mean)² / (n variance). */
  readonly between: number;
  readonly before: AdvantageDistribution;
  readonly batch: AdvantageDistribution;
  readonly group: AdvantageDistribution;
}

/**
 * Compares global with group-relative normalisation, step by step and group by group.
 * @throws RangeError for lengths that differ or a label out of range.
 */
export function compareAdvantages({ advantages, labels, numGroups, groupRelative }: AdvantageComparisonInput): AdvantageComparison {
  if (groupRelative && groupRelative.length !== advantages.length) {
    throw new RangeError(`invalid number of group-relative advantages: ${groupRelative.length}; expected ${advantages.length}`);
  }
  const { advantages: batch } = normalizeAdvantages({ advantages, labels: labels.map((label) => Math.min(label, 0)), numGroups: 1, center: 'batch', scale: 'batch' });
  const group = groupRelative ?? normalizeAdvantages({ advantages, labels, numGroups, center: 'group', scale: 'group' }).advantages;
  const [before, after] = [groupMoments(batch, labels, numGroups), groupMoments(group, labels, numGroups)];
  const flipped = Uint8Array.from(batch, (value, i) => Number(labels[i]! >= 0 && value * group[i]! < 0));
  const flips = new Int32Array(numGroups);
  flipped.forEach((flag, i) => {
    if (flag === 1) flips[labels[i]!]!++;
  });
  const between = shareBetween(before);
  const [raw, relativeToBatch, relativeToGroup] = [advantages, batch, group].map((values) => distributions(values, labels, before.counts));
  return {
    batch,
    group,
    flipped,
    steps: before.counts.reduce((sum, count) => sum + count, 0),
    flips: flips.reduce((sum, count) => sum + count, 0),
    betweenBefore: between.reduce((sum, share) => sum + share, 0),
    betweenAfter: shareBetween(after).reduce((sum, share) => sum + share, 0),
    correlation: correlationOf(batch, group, labels, pooledMoments(before), pooledMoments(after)),
    groups: Array.from(before.counts, (steps, label) => ({
      label,
      steps,
      flips: flips[label]!,
      between: between[label]!,
      before: raw![label]!,
      batch: relativeToBatch![label]!,
      group: relativeToGroup![label]!,
    })),
  };
}

/** Of each group. */
function shareBetween(groups: GroupMoments): Float64Array {
  const { count, mean, variance } = pooledMoments(groups);
  return groups.means.map((center, g) => (variance > 0 ? (groups.counts[g]! / count) * ((center - mean) ** 2 / variance) : 0));
}

interface Spread {
  readonly count: number;
  readonly mean: number;
  readonly std: number;
}

function correlationOf(x: Float32Array, y: Float32Array, labels: Int32Array, ofX: Spread, ofY: Spread): number {
  if (!(ofX.std * ofY.std > 0)) return 0;
  let sum = 0;
  for (let i = 0; i < x.length; i++) if (labels[i]! >= 0) sum += (x[i]! - ofX.mean) * (y[i]! - ofY.mean);
  return Math.max(-1, Math.min(sum / ofX.count / (ofX.std * ofY.std), 1));
}

function distributions(values: Float32Array, labels: Int32Array, counts: Int32Array): AdvantageDistribution[] {
  const members = Array.from(counts, (count) => new Float32Array(count));
  const next = new Int32Array(counts.length);
  for (let i = 0; i < values.length; i++) if (labels[i]! >= 0) members[labels[i]!]![next[labels[i]!]!++] = values[i]!;
  return members.map(describeDistribution);
}
