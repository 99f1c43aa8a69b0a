/** Values of a rollout's steps by row and time: what a heat map shows. `[numRows × numColumns]`, row by row. */
export interface TimeCells {
  readonly numRows: number;
  readonly numColumns: number;
  /** `[numColumns + 1]`: column c covers the steps starts[c] to starts[c + 1] − 1. */
  readonly starts: Int32Array;
  /** Values in each cell. */
  readonly count: Uint32Array;
  /** NaN in an empty cell. */
  readonly mean: Float64Array;
  readonly smallest: Float64Array;
  readonly largest: Float64Array;
}

/**
 * Thins a time-major `[T × N]` field to cells, of which each keeps mean and extremes: no extreme is lost.
 * @param rowOf row of each value, −1 for one that is left out: its group, or its environment.
 * @param maxColumns where T is more, neighbouring steps share a column.
 * @throws RangeError for lengths that do not fit.
 */
export function timeCells(
  values: ArrayLike<number>,
  rowOf: ArrayLike<number>,
  { numRows, numEnvs, maxColumns = 128 }: { readonly numRows: number; readonly numEnvs: number; readonly maxColumns?: number },
): TimeCells {
  const numSteps = values.length / numEnvs;
  if (!Number.isInteger(numSteps) || values.length !== rowOf.length) {
    throw new RangeError(`invalid lengths: ${values.length} values, ${rowOf.length} rows; expected equal multiples of ${numEnvs}`);
  }
  const numColumns = Math.min(numSteps, maxColumns);
  const starts = Int32Array.from({ length: numColumns + 1 }, (_, c) => Math.ceil((c * numSteps) / numColumns));
  const size = numRows * numColumns;
  const count = new Uint32Array(size);
  const mean = new Float64Array(size);
  const smallest = new Float64Array(size).fill(NaN);
  const largest = new Float64Array(size).fill(NaN);
  for (let t = 0, column = 0; t < numSteps; t++) {
    if (t >= starts[column + 1]!) column++;
    for (let i = t * numEnvs; i < (t + 1) * numEnvs; i++) {
      const row = rowOf[i]!;
      if (row < 0) continue;
      const [cell, value] = [row * numColumns + column, values[i]!];
      count[cell]!++;
      mean[cell]! += value;
      if (!(value >= smallest[cell]!)) smallest[cell] = value;
      if (!(value <= largest[cell]!)) largest[cell] = value;
    }
  }
  return { numRows, numColumns, starts, count, mean: mean.map((sum, cell) => sum / count[cell]!), smallest, largest };
}
