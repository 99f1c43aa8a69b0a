/** Equal bins over environment steps. */
export interface StepBins {
  /** Right edges: bin i covers (steps[i − 1], steps[i]], the first also step 0. */
  readonly steps: readonly number[];
  readonly binOf: (step: number) => number;
}

/** @throws RangeError for a number of bins that is not a positive integer. */
export function createStepBins(maxStep: number, bins: number): StepBins {
  if (!Number.isInteger(bins) || bins < 1) throw new RangeError(`invalid bins: ${bins}; expected a positive integer`);
  return {
    steps: Array.from({ length: bins }, (_, i) => ((i + 1) * maxStep) / bins),
    binOf: (step) => (step > 0 ? Math.ceil((step * bins) / maxStep) - 1 : 0),
  };
}

/** Sum and number of a run's returns per bin. */
export interface BinSums {
  readonly total: Float64Array;
  readonly count: Uint32Array;
}

export const createBinSums = (bins: number): BinSums => ({ total: new Float64Array(bins), count: new Uint32Array(bins) });

/** Bin means. An empty bin has the value of the bin before; bins before the first value, and after `lastBin`, are NaN. */
export function carryForward({ total, count }: BinSums, lastBin: number): number[] {
  let value = NaN;
  return Array.from(total, (sum, bin) => {
    if (count[bin]! > 0) value = sum / count[bin]!;
    return bin <= lastBin ? value : NaN;
  });
}
