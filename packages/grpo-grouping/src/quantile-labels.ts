import { quantile, searchSortedLeft } from '@cohort-rl/rollouts';

/** Edges between quantile groups: the i/numGroups quantiles (NumPy's linear ones), i = 1 … numGroups − 1. */
export function quantileEdges(values: Float64Array, numGroups: number): Float64Array {
  const sorted = values.toSorted();
  return Float64Array.from({ length: sorted.length > 0 ? numGroups - 1 : 0 }, (_, i) => quantile(sorted, (i + 1) / numGroups));
}

/**
 * Group of each value: how many edges are less than it, so that a value on an edge belongs below it. A value that is not a
 * finite number gets 0.
 */
export function labelByEdges(values: Float64Array, edges: Float64Array): Int32Array {
  return Int32Array.from(values, (value) => (Number.isFinite(value) ? searchSortedLeft(edges, value) : 0));
}

/** Names of the groups between edges, `return ≤ 20`, `20 < return ≤ 35`, `return > 35`. */
export function nameByEdges(quantity: string, edges: Float64Array, numGroups: number): string[] {
  const shown = Array.from(edges, (edge) => String(Number(edge.toPrecision(4))));
  return Array.from({ length: numGroups }, (_, g) => {
    if (shown.length === 0) return quantity;
    if (g === 0) return `${quantity} ≤ ${shown[0]}`;
    return g < shown.length ? `${shown[g - 1]} < ${quantity} ≤ ${shown[g]}` : `${quantity} > ${shown[shown.length - 1]}`;
  });
}
