import type { Layout } from './layout.ts';
import type { ArenaBase, Kernels } from './library.ts';

/** Factors of the orthogonal initial weights. */
export interface Gains {
  /** Of hidden layers; sqrt(2) by default. */
  readonly hidden?: number;
  /** Of the policy's last layer; 0.01 by default, which makes all actions nearly equally probable. */
  readonly policy?: number;
  /** Of the value's last layer; 1 by default. */
  readonly value?: number;
}

/**
 * Logical parameter vector of orthogonal weights (Saxe et al. 2014, as PyTorch's `orthogonal_`), zero biases and log standard deviations.
 * Draws rows x columns normals for each weight matrix in turn. The optimiser's moments serve as working memory and are left overwritten.
 */
export function initializeOrthogonal(
  layout: Layout, { hidden = Math.SQRT2, policy = 0.01, value = 1 }: Gains = {}, normal: () => number, buffer: ArrayBufferLike, base: ArenaBase,
  kernels: Kernels,
): Float32Array {
  const gains = { hidden, policy, value };
  const flat = new Float32Array(layout.parameterCount);
  for (const { kind, offset, rows, columns } of layout.blocks) {
    if (kind === 'bias' || kind === 'logStandardDeviation') continue;
    const count = Math.min(rows, columns);
    const length = Math.max(rows, columns);
    const vectors = new Float64Array(buffer, layout.planValues.firstMoment, count * length);
    for (let i = 0; i < vectors.length; i++) vectors[i] = normal();
    kernels.orthonormalize(base, count, length, vectors.byteOffset);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const entry = rows < columns ? row * length + column : column * length + row;
        flat[offset + row * columns + column] = gains[kind] * vectors[entry]!;
      }
    }
  }
  return flat;
}
