import { checkSnapshot, isGroupRelative, type SnapshotRecord } from '@cohort-rl/analysis';
import { compareAdvantages, type AdvantageComparison } from '@cohort-rl/grpo-normalization';
import { formatNumber } from '../axes.ts';
import { checkLength } from './check.ts';

/** A snapshot of a rollout with its advantages under both normalisations. */
export interface ComparedRollout {
  readonly snapshot: SnapshotRecord;
  readonly labels: Int32Array;
  readonly comparison: AdvantageComparison;
  /** Labels of the groups that pictures show: those with steps, the largest of them where there are too many, ascending. */
  readonly shown: readonly number[];
  /** Where not all groups are shown, a sentence that says so; else empty. */
  readonly omission: string;
}

/** More curves and rows in one picture nobody can tell apart. */
const mostGroups = 12;
/** More groups nobody can choose from. */
const mostListed = 2000;

/**
 * Checks a `snapshot` record and compares its advantages: relative to the whole batch, as PPO has them, and relative to its groups, as its loss used
 * them, or, where that was PPO's, as centring and scaling inside its groups would make them.
 * @throws RangeError for what is no snapshot.
 */
export function compareRollout(value: unknown): ComparedRollout {
  checkLength((value as { groups?: unknown } | null)?.groups, 'groups', mostListed);
  const snapshot = checkSnapshot(value);
  const labels = Int32Array.from(snapshot.labels);
  const comparison = compareAdvantages({
    advantages: Float32Array.from(snapshot.advantagesBefore),
    labels,
    // not 0, for what has no group
    numGroups: Math.max(1, snapshot.groups.length),
    groupRelative: isGroupRelative(snapshot) ? Float32Array.from(snapshot.advantagesAfter) : undefined,
  });
  const present = comparison.groups.filter(({ steps }) => steps > 0);
  const largest = [...present].sort((a, b) => b.steps - a.steps || a.label - b.label).slice(0, mostGroups);
  return {
    snapshot,
    labels,
    comparison,
    shown: largest.map(({ label }) => label).sort((a, b) => a - b),
    omission: present.length > mostGroups ? ` Shown are the ${mostGroups} groups with the most steps, of ${present.length}.` : '',
  };
}

/** What both normalisations differ in, in words. */
export function describeComparison({ snapshot, comparison }: ComparedRollout): string {
  const { steps, flips, betweenBefore, betweenAfter } = comparison;
  const made = isGroupRelative(snapshot) ? 'as the loss used them' : 'as normalisation inside the groups would make them; the loss used those relative to the batch';
  return `${formatNumber(steps)} steps, update ${formatNumber(snapshot.update)}, grouped by ${snapshot.strategy}; advantages relative to groups ${made}. The sign flips in ${percent(
    flips / steps,
  )} of the steps. Between the groups lie ${percent(betweenBefore)} of the variance relative to the batch, and ${percent(betweenAfter)} of that relative to groups.`;
}

/** `57.5 %`. */
export const percent = (share: number): string => `${formatNumber(Math.round(1000 * share) / 10)} %`;

/** Labels as indices into `shown`, −1 for what is not shown. */
export function shownLabels({ labels, shown }: ComparedRollout): Int32Array {
  const place = new Map(shown.map((label, i) => [label, i]));
  return labels.map((label) => place.get(label) ?? -1);
}
