import type { Engine } from './engine.ts';

/** Factors of the orthogonal initial weights, as the kernels have them. */
const gains = new Map([['policy.output.weight', 0.01], ['value.output.weight', 1]]);

/**
 * Flat parameters with every matrix orthogonal (Saxe et al. 2014, as PyTorch's `orthogonal_`) and all else as it is in `flat`; draws
 * rows × columns normals for each matrix in turn, as the kernels' initialisation does.
 * @param isMatrix of each layer, whether it is one.
 */
export function initializeOrthogonal(layers: Engine['layers'], isMatrix: readonly boolean[], flat: Float32Array, normal: () => number): void {
  layers.forEach(({ name, offset, rows, columns }, l) => {
    if (!isMatrix[l]) return;
    const gain = gains.get(name) ?? Math.SQRT2;
    const length = Math.max(rows, columns);
    const vectors = Float64Array.from({ length: rows * columns }, normal);
    orthonormalize(vectors, Math.min(rows, columns), length);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        flat[offset + row * columns + column] = gain * vectors[rows < columns ? row * length + column : column * length + row]!;
      }
    }
  });
}

/** Rows `[count × length]` made orthonormal in place by Gram-Schmidt, each twice (Giraud et al. 2005). */
function orthonormalize(rows: Float64Array, count: number, length: number): void {
  for (let i = 0; i < count; i++) {
    const row = rows.subarray(i * length, (i + 1) * length);
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < i; j++) {
        const other = rows.subarray(j * length, (j + 1) * length);
        const overlap = dot(row, other);
        for (let k = 0; k < length; k++) row[k]! -= overlap * other[k]!;
      }
    }
    const scale = 1 / Math.sqrt(dot(row, row));
    for (let k = 0; k < length; k++) row[k]! *= scale;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}
