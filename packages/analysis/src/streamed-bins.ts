/** What the values of one series were in each bin. */
export interface SeriesBins {
  /** Infinity and −Infinity in a bin without a value. */
  readonly smallest: Float64Array;
  readonly largest: Float64Array;
  readonly total: Float64Array;
  readonly count: Uint32Array;
}

/** Series over environment steps, thinned while they grow: memory and time do not depend on how much has come. */
export interface StreamedBins {
  /** In order of appearance. */
  readonly names: Iterable<string>;
  /** Steps that a bin covers: bin i covers (i · binSteps, (i + 1) · binSteps], the first also step 0. */
  readonly binSteps: number;
  /** Bins up to the last one with a value. */
  readonly numBins: number;
  /** The largest step so far, 0 before the first. */
  readonly lastStep: number;
  of(name: string): SeriesBins | undefined;
  /** Values that are not finite are left out. @throws RangeError for a step that is not a finite number ≥ 0. */
  add(name: string, step: number, value: number): void;
  /** The left edge of the first bin that changed since this was last asked; Infinity where none did. */
  takeChange(): number;
}

/**
 * Thins series to equal bins of steps, the same for all of them, of which each keeps the smallest and the largest value, the sum and the number: where
 * `capacity` bins are too few, the bins become wider by a power of two, and neighbours are merged. No extreme is ever lost.
 * @param capacity bins at most, default 2048; a power of two. At least half of them are in use once there were that many steps.
 */
export function createStreamedBins({ capacity = 2048 }: { readonly capacity?: number } = {}): StreamedBins {
  if (!(capacity >= 2) || !Number.isInteger(Math.log2(capacity))) throw new RangeError(`invalid capacity: ${capacity}; expected a power of two ≥ 2`);
  const series = new Map<string, SeriesBins>();
  let [binSteps, numBins, lastStep, changed] = [1, 0, 0, Infinity];
  const binOf = (step: number): number => (step > 0 ? Math.ceil(step / binSteps) - 1 : 0);

  function widen(factor: number): void {
    const kept = Math.ceil(numBins / factor);
    for (const { smallest, largest, total, count } of series.values()) {
      for (let bin = 0; bin < kept; bin++) {
        const [start, end] = [bin * factor, Math.min((bin + 1) * factor, numBins)];
        let [low, high, sum, number] = [Infinity, -Infinity, 0, 0];
        for (let i = start; i < end; i++) {
          low = Math.min(low, smallest[i]!);
          high = Math.max(high, largest[i]!);
          sum += total[i]!;
          number += count[i]!;
        }
        smallest[bin] = low;
        largest[bin] = high;
        total[bin] = sum;
        count[bin] = number;
      }
      smallest.fill(Infinity, kept, numBins);
      largest.fill(-Infinity, kept, numBins);
      total.fill(0, kept, numBins);
      count.fill(0, kept, numBins);
    }
    binSteps *= factor;
    numBins = kept;
    changed = 0;
  }

  return {
    get names() {
      return series.keys();
    },
    get binSteps() {
      return binSteps;
    },
    get numBins() {
      return numBins;
    },
    get lastStep() {
      return lastStep;
    },
    of: (name) => series.get(name),
    add(name, step, value) {
      if (!(step >= 0 && step < Infinity)) throw new RangeError(`invalid step: ${step}; expected a finite number ≥ 0`);
      if (!Number.isFinite(value)) return;
      if (binOf(step) >= capacity) widen(2 ** Math.ceil(Math.log2((binOf(step) + 1) / capacity)));
      let own = series.get(name);
      if (!own) {
        own = {
          smallest: new Float64Array(capacity).fill(Infinity),
          largest: new Float64Array(capacity).fill(-Infinity),
          total: new Float64Array(capacity),
          count: new Uint32Array(capacity),
        };
        series.set(name, own);
      }
      const bin = binOf(step);
      own.smallest[bin] = Math.min(own.smallest[bin]!, value);
      own.largest[bin] = Math.max(own.largest[bin]!, value);
      own.total[bin]! += value;
      own.count[bin]! += 1;
      numBins = Math.max(numBins, bin + 1);
      lastStep = Math.max(lastStep, step);
      changed = Math.min(changed, bin * binSteps);
    },
    takeChange() {
      const from = changed;
      changed = Infinity;
      return from;
    },
  };
}
