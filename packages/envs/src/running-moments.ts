import { savedFields } from './saved-state.ts';
import { decodeArray, encodeArray } from './typed-array-state.ts';
import type { EnvState } from './vector-env.ts';

/** Mean and variance of everything seen so far, for each of `size` dimensions. */
export interface RunningMoments {
  readonly mean: Float64Array;
  /** Population variance. */
  readonly variance: Float64Array;
  /** Values seen, plus 1e-4 for the prior mean 0 and variance 1. */
  count(): number;
  /** Takes in `rows` rows of `size` numbers. */
  update(batch: ArrayLike<number>, rows: number): void;
  copy(): RunningMoments;
  getState(): EnvState;
  setState(state: EnvState): void;
}

/**
 * Moments of batches merged by the parallel algorithm (T. F. Chan, G. H. Golub and R. J. LeVeque, 1979), with the prior of
 * Gymnasium's and Stable-Baselines3's `RunningMeanStd`.
 */
export function runningMoments(size: number): RunningMoments {
  const mean = new Float64Array(size);
  const variance = new Float64Array(size).fill(1);
  const counts = Float64Array.of(1e-4);
  return {
    mean,
    variance,
    count: () => counts[0]!,

    update(batch, rows) {
      if (rows === 0) return;
      const count = counts[0]!;
      const total = count + rows;
      for (let i = 0; i < size; i++) {
        let sum = 0;
        for (let row = 0; row < rows; row++) sum += batch[row * size + i]!;
        const batchMean = sum / rows;
        let squares = 0;
        for (let row = 0; row < rows; row++) {
          const deviation = batch[row * size + i]! - batchMean;
          squares += deviation * deviation;
        }
        const delta = batchMean - mean[i]!;
        mean[i]! += (delta * rows) / total;
        variance[i] = (variance[i]! * count + squares + (delta * delta * count * rows) / total) / total;
      }
      counts[0] = total;
    },

    copy() {
      const other = runningMoments(size);
      other.setState(this.getState());
      return other;
    },

    getState: () => ({ mean: encodeArray(mean), variance: encodeArray(variance), count: encodeArray(counts) }),

    setState(state) {
      const saved = savedFields(state);
      decodeArray('mean', saved.mean, mean);
      decodeArray('variance', saved.variance, variance);
      decodeArray('count', saved.count, counts);
    },
  };
}
