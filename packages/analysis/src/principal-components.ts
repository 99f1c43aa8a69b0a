/** The directions in which points vary most. */
export interface PrincipalComponents {
  /** Mean of each column. */
  readonly means: Float64Array;
  /** Orthonormal, most variance first; of each the largest number in size is positive. */
  readonly components: readonly (readonly number[])[];
  /** Population standard deviation along each, whose squares sum to the variance of all columns. */
  readonly stds: readonly number[];
  /** Share of the whole variance along each; zeros where nothing varies. */
  readonly shares: readonly number[];
}

/**
 * Principal components (Pearson 1901) of points that lie one after the other, `values[k * numColumns + f]`: eigenvectors of their
 * population covariance, by Jacobi's rotations (Golub & Van Loan 2013, section 8.5), O(columns³) and exact to rounding.
 *
 * @throws RangeError for no point, a length that is no multiple of the columns, or a value that is not finite.
 */
export function principalComponents(values: Float64Array, numColumns: number): PrincipalComponents {
  const numRows = values.length / numColumns;
  if (!Number.isInteger(numRows) || numRows < 1) throw new RangeError(`invalid length of values: ${values.length}; expected a multiple of ${numColumns}`);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new RangeError(`invalid value: ${values[bad]} at ${bad}; expected finite numbers`);
  // squares of large or small numbers would leave the range of doubles; by a power of two nothing is rounded
  const most = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) || 1;
  const scale = 2 ** Math.min(1023, Math.floor(Math.log2(most)));
  const scaled = values.map((value) => value / scale);
  const means = new Float64Array(numColumns);
  for (let i = 0; i < values.length; i++) means[i % numColumns]! += scaled[i]! / numRows;
  const { eigenvalues, eigenvectors } = symmetricEigen(covariance(scaled, numColumns, means));
  const order = [...eigenvalues.keys()].sort((a, b) => eigenvalues[b]! - eigenvalues[a]!);
  const variances = order.map((c) => Math.max(0, eigenvalues[c]!));
  const total = variances.reduce((a, b) => a + b, 0);
  return {
    means: means.map((mean) => mean * scale),
    components: order.map((c) => withSign(eigenvectors[c]!)),
    stds: variances.map((variance) => Math.sqrt(variance) * scale),
    shares: variances.map((variance) => (total > 0 ? variance / total : 0)),
  };
}

function covariance(values: Float64Array, numColumns: number, means: Float64Array): number[][] {
  const numRows = values.length / numColumns;
  const matrix = Array.from({ length: numColumns }, () => new Array<number>(numColumns).fill(0));
  for (let at = 0; at < values.length; at += numColumns) {
    for (let i = 0; i < numColumns; i++) {
      for (let j = 0; j <= i; j++) matrix[i]![j]! += ((values[at + i]! - means[i]!) * (values[at + j]! - means[j]!)) / numRows;
    }
  }
  return matrix.map((row, i) => row.map((value, j) => (j <= i ? value : matrix[j]![i]!)));
}

/** Eigenvectors are rows. Cyclic rotations, each of which takes one element beside the diagonal to 0, until none is left to speak of. */
function symmetricEigen(matrix: number[][]): { eigenvalues: number[]; eigenvectors: number[][] } {
  const n = matrix.length;
  const vectors = matrix.map((_, i) => matrix.map((_, j) => Number(i === j)));
  const size = matrix.reduce((sum, row) => row.reduce((total, value) => total + value ** 2, sum), 0);
  const beside = (): number => matrix.reduce((sum, row, i) => row.reduce((total, value, j) => total + (i === j ? 0 : value ** 2), sum), 0);
  // Converges quadratically: a handful of sweeps does.
  for (let sweep = 0; sweep < 60 && beside() > 1e-30 * size; sweep++) {
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        if (matrix[p]![q] !== 0) rotate(matrix, vectors, p, q);
      }
    }
  }
  return { eigenvalues: matrix.map((row, i) => row[i]!), eigenvectors: vectors };
}

function rotate(matrix: number[][], vectors: number[][], p: number, q: number): void {
  const theta = (matrix[q]![q]! - matrix[p]![p]!) / (2 * matrix[p]![q]!);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  const turn = (a: number[], i: number, b: number[], j: number): void => {
    [a[i], b[j]] = [c * a[i]! - s * b[j]!, s * a[i]! + c * b[j]!];
  };
  for (let k = 0; k < matrix.length; k++) turn(matrix[k]!, p, matrix[k]!, q);
  for (let k = 0; k < matrix.length; k++) turn(matrix[p]!, k, matrix[q]!, k);
  for (let k = 0; k < matrix.length; k++) turn(vectors[p]!, k, vectors[q]!, k);
}

function withSign(vector: readonly number[]): number[] {
  const largest = vector.reduce((a, b) => (Math.abs(b) > Math.abs(a) + 1e-12 ? b : a));
  return vector.map((value) => (largest < 0 ? 0 - value : value));
}
