import { selectFiveNumbers } from '@cohort-rl/rollouts';
import type { AdvantageSummary } from '@cohort-rl/rollouts';

/**
 * Minimum, quartiles and maximum of each group's values, exact: values are gathered group by group into one array, and each
 * run of it parted at the quartiles. Zeros for a group without values; negative labels are left out.
 */
export function groupQuantiles(values: Float32Array, labels: Int32Array, numGroups: number): AdvantageSummary['quantiles'][] {
  const ends = new Int32Array(numGroups + 1);
  for (let i = 0; i < labels.length; i++) if (labels[i]! >= 0) ends[labels[i]! + 1]!++;
  for (let g = 0; g < numGroups; g++) ends[g + 1]! += ends[g]!;
  const gathered = new Float32Array(ends[numGroups]!);
  const next = ends.slice();
  for (let i = 0; i < labels.length; i++) if (labels[i]! >= 0) gathered[next[labels[i]!]!++] = values[i]!;
  return Array.from({ length: numGroups }, (_, g) => selectFiveNumbers(gathered.subarray(ends[g], ends[g + 1])));
}
