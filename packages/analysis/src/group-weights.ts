import type { GroupRecord } from './records.ts';

/** How the policy loss, and the steps, were shared out among groups over training. */
export interface GroupWeightShares {
  readonly strategy: string;
  /** By ascending label; the name is the latest. */
  readonly groups: readonly { readonly label: number; readonly name: string }[];
  /** Environment steps: the last of the records behind each point. */
  readonly steps: readonly number[];
  /** `shares[group][point]`: weight over the sum of all weights; over groups the shares of a point sum to 1. An absent group has 0. */
  readonly shares: readonly (readonly number[])[];
  /** `stepShares[group][point]`: the group's environment steps as a share of all. */
  readonly stepShares: readonly (readonly number[])[];
}

/**
 * Weight of each group as a share of all weights, over training.
 * @param records the `group` records of one run and one strategy, in their order.
 * @param points at most this many points, default 200: where there are more records, neighbours are averaged.
 * @throws RangeError when there is no record, or records of several strategies.
 */
export function groupWeightShares(records: readonly GroupRecord[], { points = 200 }: { readonly points?: number } = {}): GroupWeightShares {
  if (!Number.isInteger(points) || points < 1) throw new RangeError(`invalid points: ${points}; expected a positive integer`);
  const strategies = [...new Set(records.map(({ strategy }) => strategy))];
  if (strategies.length !== 1) throw new RangeError(`invalid records: strategies ${strategies.join(', ') || 'none'}; expected one`);
  const names = new Map<number, string>();
  for (const { groups } of records) for (const { label, name } of groups) names.set(label, name);
  const labels = [...names.keys()].sort((a, b) => a - b);

  const numPoints = Math.min(points, records.length);
  const steps: number[] = [];
  const shares = labels.map((): number[] => []);
  const stepShares = labels.map((): number[] => []);
  for (let point = 0; point < numPoints; point++) {
    const averaged = records.slice(
      Math.floor((point * records.length) / numPoints),
      Math.floor(((point + 1) * records.length) / numPoints),
    );
    steps.push(averaged.at(-1)!.step);
    const weights = new Map<number, number>();
    const sizes = new Map<number, number>();
    for (const { groups } of averaged) {
      const present = groups.filter((group) => group.steps > 0);
      const total = present.reduce((sum, { weight }) => sum + weight, 0);
      const allSteps = present.reduce((sum, group) => sum + group.steps, 0);
      for (const { label, weight, steps: own } of present) {
        weights.set(label, (weights.get(label) ?? 0) + weight / total / averaged.length);
        sizes.set(label, (sizes.get(label) ?? 0) + own / allSteps / averaged.length);
      }
    }
    labels.forEach((label, i) => {
      shares[i]!.push(weights.get(label) ?? 0);
      stepShares[i]!.push(sizes.get(label) ?? 0);
    });
  }
  return { strategy: strategies[0]!, groups: labels.map((label) => ({ label, name: names.get(label)! })), steps, shares, stepShares };
}
