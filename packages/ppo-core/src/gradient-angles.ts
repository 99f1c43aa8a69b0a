/** Sizes of gradients and the angles between them. */
export interface GradientAngles {
  /** Euclidean norms. */
  readonly norms: readonly number[];
  /** `[K][K]`, 1 on the diagonal; 0 where one of the two gradients is 0. */
  readonly cosines: readonly (readonly number[])[];
}

/** Norms and cosines of all pairs, over float64 sums. */
export function gradientAngles(gradients: readonly Float32Array[]): GradientAngles {
  const norms = gradients.map((gradient) => Math.sqrt(dot(gradient, gradient)));
  const cosines = gradients.map(() => new Array<number>(gradients.length).fill(0));
  gradients.forEach((gradient, a) => {
    for (let b = 0; b <= a; b++) {
      const product = norms[a]! * norms[b]!;
      if (!(product > 0)) continue;
      cosines[a]![b] = cosines[b]![a] = a === b ? 1 : Math.max(-1, Math.min(dot(gradient, gradients[b]!) / product, 1));
    }
  });
  return { norms, cosines };
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
