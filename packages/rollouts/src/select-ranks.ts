import { fiveNumberSummary } from './quantiles.ts';

/** Below this, sorting is faster than parting further. */
const SMALL = 48;

/**
 * Minimum, quartiles and maximum of values in any order, equal to `fiveNumberSummary` of them sorted: by selection, in linear
 * time. Rearranges them. Where one is NaN, so may be any of the five.
 */
export function selectFiveNumbers(values: Float32Array | Float64Array): [number, number, number, number, number] {
  selectRanks(values, fiveNumberRanks(values.length));
  return fiveNumberSummary(values);
}

/** The order statistics that a five-number summary of so many values is made of, ascending. */
export function fiveNumberRanks(length: number): number[] {
  const last = length - 1;
  const [lower, median, upper] = [Math.floor(0.25 * last), Math.floor(0.5 * last), Math.floor(0.75 * last)];
  const ranks: number[] = [];
  for (const rank of [0, lower, lower + 1, median, median + 1, upper, upper + 1, last]) {
    if (rank <= last && rank > (ranks[ranks.length - 1] ?? -1)) ranks.push(rank);
  }
  return ranks;
}

/**
 * Rearranges values so that those at the ranks are what they would be if all were sorted (Hoare 1961, *Find*, for several
 * ranks at once).
 * @param ranks ascending indices.
 */
function selectRanks(values: Float32Array | Float64Array, ranks: readonly number[]): void {
  select(values, 0, values.length - 1, ranks, 0, ranks.length);
}

/** The same between low and high, inclusive, for ranks[first] … ranks[end − 1], which lie there. */
function select(values: Float32Array | Float64Array, low: number, high: number, ranks: readonly number[], first: number, end: number): void {
  while (first < end && low < high) {
    if (high - low < SMALL) {
      values.subarray(low, high + 1).sort();
      return;
    }
    const pivot = medianOfThree(values[low]!, values[(low + high) >>> 1]!, values[high]!);
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const value = values[i]!;
      values[i++] = values[j]!;
      values[j--] = value;
    }
    // Up to j none is greater than the pivot, from i on none is less, and between the two all are equal to it.
    let left = first;
    while (left < end && ranks[left]! <= j) left++;
    select(values, low, j, ranks, first, left);
    while (left < end && ranks[left]! < i) left++;
    first = left;
    low = i;
  }
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
