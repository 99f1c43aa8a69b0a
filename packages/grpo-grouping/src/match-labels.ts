import { munkres } from 'munkres';
import { squaredDistance } from './distance.ts';

/**
 * A label for each new centre such that the matched centres have moved least: the assignment of smallest total squared
 * distance (Kuhn 1955, Munkres 1957). Centres beyond those known take the free labels in lexicographic order, which is
 * all there is the first time; so label 0 starts as the cluster of the smallest first feature.
 *
 * @param known last centre of each label, null where the label has had none; at least as many entries as there are centres.
 */
export function matchLabels(centers: readonly ArrayLike<number>[], known: readonly (ArrayLike<number> | null)[]): number[] {
  const labels = new Array<number>(centers.length).fill(-1);
  const knownLabels = [...known.keys()].filter((label) => known[label] !== null);
  if (knownLabels.length > 0) {
    const costs = centers.map((center) => knownLabels.map((label) => squaredDistance(center, known[label]!)));
    for (const [c, j] of leastOfRows(costs) ?? munkres(costs)) labels[c] = knownLabels[j]!;
  }
  const free = [...known.keys()].filter((label) => !labels.includes(label) && known[label] === null);
  const unmatched = [...centers.keys()].filter((c) => labels[c] === -1).sort((a, b) => compare(centers[a]!, centers[b]!));
  unmatched.forEach((c, i) => { labels[c] = free[i]!; });
  return labels;
}

/** The least of each row, where these are in different columns and so the cheapest assignment; null where they are not, or a row has several. */
function leastOfRows(costs: readonly (readonly number[])[]): [number, number][] | null {
  const pairs: [number, number][] = [];
  const isTaken: boolean[] = [];
  for (const [c, row] of costs.entries()) {
    const least = Math.min(...row);
    const j = row.indexOf(least);
    if (isTaken[j] || row.includes(least, j + 1)) return null;
    isTaken[j] = true;
    pairs.push([c, j]);
  }
  return pairs;
}

function compare(a: ArrayLike<number>, b: ArrayLike<number>): number {
  for (let f = 0; f < a.length; f++) if (a[f] !== b[f]) return a[f]! - b[f]!;
  return 0;
}
