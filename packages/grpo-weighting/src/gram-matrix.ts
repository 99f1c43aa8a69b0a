/**
 * Inner products of all pairs, `[K, K]` row by row, over float64 sums.
 * @throws RangeError when the gradients differ in length.
 */
export function gramMatrix(gradients: readonly Float32Array[]): Float64Array {
  const size = gradients.length;
  const gram = new Float64Array(size * size);
  for (let a = 0; a < size; a++) {
    if (gradients[a]!.length !== gradients[0]!.length) {
      throw new RangeError(`invalid length of gradient ${a}: ${gradients[a]!.length}; expected ${gradients[0]!.length}, as of the first`);
    }
    for (let b = 0; b <= a; b++) gram[a * size + b] = gram[b * size + a] = dot(gradients[a]!, gradients[b]!);
  }
  return gram;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/**
 * Cosines of the angles between all pairs of gradients, `[K, K]` row by row; 0 where one of the two is 0. Below 0, two groups
 * pull against each other.
 * @throws RangeError when the gradients differ in length.
 */
export function gradientCosines(gradients: readonly Float32Array[]): Float64Array {
  const size = gradients.length;
  const gram = gramMatrix(gradients);
  return gram.map((product, i) => {
    const norms = Math.sqrt(gram[Math.floor(i / size) * (size + 1)]! * gram[(i % size) * (size + 1)]!);
    return norms === 0 ? 0 : Math.max(-1, Math.min(product / norms, 1));
  });
}

/** Writes Σ coefficients[k] · gradients[k] into `out`, which none of them may share memory with. */
export function linearCombination(coefficients: Float64Array, gradients: readonly Float32Array[], out: Float32Array): void {
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (let k = 0; k < gradients.length; k++) sum += coefficients[k]! * gradients[k]![i]!;
    out[i] = sum;
  }
}

/** Element k of the matrix's product with w. */
export function rowProduct(gram: Float64Array, w: Float64Array, k: number): number {
  let sum = 0;
  for (let j = 0; j < w.length; j++) sum += gram[k * w.length + j]! * w[j]!;
  return sum;
}

/** The rows and columns of the `[size, size]` matrix that are named. */
export function principalMinor(gram: Float64Array, size: number, rows: readonly number[]): Float64Array {
  return Float64Array.from(rows.flatMap((a) => rows.map((b) => gram[a * size + b]!)));
}
