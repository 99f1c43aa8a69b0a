/** Histograms of several sets of values over the same bins. */
export interface CommonHistograms {
  /** `[bins + 1]`, ascending; 0 is one of them where it lies inside. Bin i holds edges[i] ≤ value < edges[i + 1], the last also its upper edge. */
  readonly edges: Float64Array;
  /** Of each set, values in each bin. */
  readonly counts: readonly Uint32Array[];
  /** Of each set, values beyond the first and the last edge: no bin has them. */
  readonly below: readonly number[];
  readonly above: readonly number[];
}

/** What {@link commonHistograms} leaves open. */
export interface CommonHistogramsOptions {
  /** About how many bins; default: by Freedman and Diaconis's rule of all values together, 10 to 80. */
  readonly bins?: number | undefined;
  /** Share of all values that the bins must reach at least, the rest counting as beyond them on either side. Default 1, all. */
  readonly coverage?: number | undefined;
}

/**
 * Histograms over common bins of a round width (1, 2, 2.5 or 5 times a power of ten), with an edge at 0, so that no bin mixes signs.
 * @throws RangeError for a value that is not finite, or no value at all.
 */
export function commonHistograms(sets: readonly ArrayLike<number>[], { bins, coverage = 1 }: CommonHistogramsOptions = {}): CommonHistograms {
  const all = new Float64Array(sets.reduce((sum, { length }) => sum + length, 0));
  let filled = 0;
  for (const set of sets) {
    all.set(set, filled);
    filled += set.length;
  }
  all.sort();
  // NaN sorts to the end
  if (!Number.isFinite(all[0]) || !Number.isFinite(all.at(-1))) throw new RangeError('invalid values: none, or one that is not finite');
  const cut = Math.floor(((1 - coverage) / 2) * all.length);
  const [low, high] = [all[cut]!, all[all.length - 1 - cut]!];
  const width = binWidth(low, high, bins ?? freedmanDiaconis(all, high - low));
  let [first, last] = [Math.floor(low / width), Math.ceil(high / width)];
  // the division, or the product, may have rounded across a value at an end
  if (first * width > low) first--;
  if (last * width < high) last++;
  last = Math.max(first + 1, last);
  const edges = Float64Array.from({ length: last - first + 1 }, (_, i) => (first + i) * width);
  const counted = sets.map((set) => countInto(edges, set));
  return { edges, counts: counted.map(({ counts }) => counts), below: counted.map(({ below }) => below), above: counted.map(({ above }) => above) };
}

function countInto(edges: Float64Array, values: ArrayLike<number>): { counts: Uint32Array; below: number; above: number } {
  const counts = new Uint32Array(edges.length - 1);
  const [first, last] = [edges[0]!, edges.at(-1)!];
  const width = (last - first) / counts.length;
  let below = 0;
  let above = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < first) below++;
    else if (value > last) above++;
    else {
      let bin = Math.min(counts.length - 1, Math.floor((value - first) / width));
      // the division may have rounded across an edge
      if (value < edges[bin]!) bin--;
      else if (bin + 1 < counts.length && value >= edges[bin + 1]!) bin++;
      counts[bin]!++;
    }
  }
  return { counts, below, above };
}

/** Number of bins of width 2 IQR / n^(1/3) (Freedman & Diaconis 1981). */
function freedmanDiaconis(sorted: Float64Array, range: number): number {
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))]!;
  const width = (2 * (at(0.75) - at(0.25))) / Math.cbrt(sorted.length);
  return Math.max(10, Math.min(width > 0 ? range / width : 80, 80));
}

/** A round width for so many bins; where there is no range to speak of, one bin that can be told from its neighbours. */
function binWidth(low: number, high: number, bins: number): number {
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (high - low > Math.max(1e-300, size * 2 ** -40)) return roundWidth((high - low) / bins);
  return size < 2 ** 40 ? 1 : roundWidth(size);
}

/** The round number nearest above `width`. */
function roundWidth(width: number): number {
  const unit = 10 ** Math.floor(Math.log10(width));
  return [1, 2, 2.5, 5, 10].map((factor) => factor * unit).find((round) => round >= width * (1 - 1e-9)) ?? 10 * unit;
}
