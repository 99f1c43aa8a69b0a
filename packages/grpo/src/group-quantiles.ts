import { fiveNumberRanks, fiveNumberSummary, selectFiveNumbers } from '@cohort-rl/rollouts';
import type { AdvantageSummary, NormalizedAdvantages } from '@cohort-rl/rollouts';

type Quantiles = AdvantageSummary['quantiles'];

/**
 * Minimum, quartiles and maximum of each group's advantages before and after normalisation, exact. Zeros for a group without steps;
 * negative labels are left out.
 */
export function groupQuantiles(
  before: Float32Array,
  { advantages, maps }: Pick<NormalizedAdvantages, 'advantages' | 'maps'>,
  labels: Int32Array,
  numGroups: number,
): { before: Quantiles; after: Quantiles }[] {
  const runs = gatherGroups(before, labels, numGroups);
  const runsAfter = maps ? null : gatherGroups(advantages, labels, numGroups);
  return runs.map((run, g) => {
    const quantiles = selectFiveNumbers(run);
    if (runsAfter) return { before: quantiles, after: selectFiveNumbers(runsAfter[g]!) };
    // what does not fall leaves order statistics what they are
    for (const rank of fiveNumberRanks(run.length)) run[rank] = (run[rank]! - maps![2 * g]!) / maps![2 * g + 1]!;
    return { before: quantiles, after: fiveNumberSummary(run) };
  });
}

/** The values of each group, in parts of one array. */
function gatherGroups(values: Float32Array, labels: Int32Array, numGroups: number): Float32Array[] {
  const ends = new Int32Array(numGroups + 1);
  for (let i = 0; i < labels.length; i++) if (labels[i]! >= 0) ends[labels[i]! + 1]!++;
  for (let g = 0; g < numGroups; g++) ends[g + 1]! += ends[g]!;
  const gathered = new Float32Array(ends[numGroups]!);
  const next = ends.slice();
  for (let i = 0; i < labels.length; i++) if (labels[i]! >= 0) gathered[next[labels[i]!]!++] = values[i]!;
  return Array.from({ length: numGroups }, (_, g) => gathered.subarray(ends[g], ends[g + 1]));
}
