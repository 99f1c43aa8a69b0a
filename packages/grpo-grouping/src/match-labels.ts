import { munkres } from 'munkres';
import { squaredDistance } from './distance.ts';

/**
 * A label for each new centre such that the matched centres have moved least: the assignment of smallest total squared
 * distance (Kuhn 1955, Munkres 1957). Centres beyond those known take the free labels in lexicographic order, which is
 * all there is the first time; so label 0 starts as the cluster of the smallest first feature.
 *
 * @param known last centre of each label, null where the label has had none; at least as many entries as there are centres.
 */
export function matchLabels(centers: readonly (readonly number[])[], known: readonly (readonly number[] | null)[]): number[] {
  const labels = new Array<number>(centers.length).fill(-1);
  const knownLabels = [...known.keys()].filter((label) => known[label] !== null);
  if (knownLabels.length > 0) {
    const costs = centers.map((center) => knownLabels.map((label) => squaredDistance(center, known[label]!)));
    for (const [c, j] of munkres(costs)) labels[c] = knownLabels[j]!;
  }
  const free = [...known.keys()].filter((label) => !labels.includes(label) && known[label] === null);
  const unmatched = [...centers.keys()].filter((c) => labels[c] === -1).sort((a, b) => compare(centers[a]!, centers[b]!));
  unmatched.forEach((c, i) => { labels[c] = free[i]!; });
  return labels;
}

function compare(a: readonly number[], b: readonly number[]): number {
  const f = a.findIndex((value, i) => value !== b[i]);
  return f < 0 ? 0 : a[f]! - b[f]!;
}
