/** Log-probability, entropy and their gradients by the distribution's parameters, in float64. Test-only. */

export interface DistributionTerms {
  readonly logProbability: number;
  readonly entropy: number;
  /** Gradients by the network's outputs. */
  readonly logProbabilityGradient: Float64Array;
  readonly entropyGradient: Float64Array;
  /** Gradients by the log standard deviations (Gaussian). */
  readonly logProbabilityByLogStd: Float64Array;
  readonly entropyByLogStd: Float64Array;
}

const none = new Float64Array(0);

/** p_a = exp(l_a) / sum over allowed b of exp(l_b); 0 where not allowed. */
export function categorical(logits: ArrayLike<number>, action: number, mask: ArrayLike<number> | null): DistributionTerms {
  const n = logits.length;
  const isAllowed = (a: number): boolean => !mask || mask[a] !== 0;
  let maximum = -Infinity;
  for (let a = 0; a < n; a++) if (isAllowed(a)) maximum = Math.max(maximum, logits[a]!);
  let sum = 0;
  for (let a = 0; a < n; a++) if (isAllowed(a)) sum += Math.exp(logits[a]! - maximum);
  const logP = (a: number): number => logits[a]! - maximum - Math.log(sum);
  let entropy = 0;
  for (let a = 0; a < n; a++) if (isAllowed(a)) entropy -= Math.exp(logP(a)) * logP(a);
  const logProbabilityGradient = new Float64Array(n);
  const entropyGradient = new Float64Array(n);
  for (let a = 0; a < n; a++) {
    if (!isAllowed(a)) continue;
    const p = Math.exp(logP(a));
    logProbabilityGradient[a] = (a === action ? 1 : 0) - p;
    entropyGradient[a] = -p * (logP(a) + entropy);
  }
  return {
    logProbability: logP(action), entropy, logProbabilityGradient, entropyGradient, logProbabilityByLogStd: none, entropyByLogStd: none,
  };
}

/** Independent normals: log p = sum over j of -z_j^2 / 2 - log s_j - log(2 pi) / 2 with z_j = (x_j - m_j) / s_j. */
export function gaussian(means: ArrayLike<number>, logStd: ArrayLike<number>, action: ArrayLike<number>): DistributionTerms {
  const n = means.length;
  let logProbability = 0;
  let entropy = 0;
  const logProbabilityGradient = new Float64Array(n);
  const logProbabilityByLogStd = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    const std = Math.exp(logStd[j]!);
    const z = (action[j]! - means[j]!) / std;
    logProbability += -0.5 * z * z - logStd[j]! - 0.5 * Math.log(2 * Math.PI);
    entropy += 0.5 * Math.log(2 * Math.PI * Math.E) + logStd[j]!;
    logProbabilityGradient[j] = z / std;
    logProbabilityByLogStd[j] = z * z - 1;
  }
  return {
    logProbability, entropy, logProbabilityGradient, entropyGradient: new Float64Array(n), logProbabilityByLogStd,
    entropyByLogStd: new Float64Array(n).fill(1),
  };
}
