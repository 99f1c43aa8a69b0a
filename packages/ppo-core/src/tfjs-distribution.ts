import type { EngineSpec } from './engine.ts';

/** The policy's distribution over actions, one row at a time, in float64. */
export interface Distribution {
  /**
   * Takes row `row` of the network's outputs `[rows × numOutputs]`; what follows is about it.
   * @param masks whose row `maskRow` says which actions are allowed; null: all.
   */
  observe(outputs: Float32Array, row: number, masks: Uint8Array | null, maskRow: number): void;
  /** Writes row `row` of `actions`, drawn with the row's `noise`; null: the most probable action, the mean. */
  draw(noise: Float32Array | null, actions: Float32Array, row: number): void;
  /** Of row `row` of `actions`. */
  logProbability(actions: Float32Array, row: number): number;
  entropy(): number;
  /**
   * Writes into row `outRow` of `out` the gradient by the outputs of a loss with the slopes `byLogProbability` (of row `row` of
   * `actions`) and `byEntropy`; that by the log standard deviations is added to `byLogStd`.
   */
  gradient(actions: Float32Array, row: number, byLogProbability: number, byEntropy: number, out: Float32Array, outRow: number, byLogStd: Float64Array): void;
}

/** @param logStd log standard deviations `[actionSize]` of a Gaussian, which may change between rows. */
export function createDistribution(head: EngineSpec['head'], logStd: Float32Array): Distribution {
  return head.kind === 'categorical' ? createCategorical(head.numActions) : createGaussian(head.actionSize, logStd);
}

function createCategorical(size: number): Distribution {
  const logits = new Float64Array(size);
  /** exp(logit − maximum), 0 where not allowed. */
  const weights = new Float64Array(size);
  let maximum = 0;
  let sum = 0;

  const logP = (action: number): number => logits[action]! - maximum - Math.log(sum);
  function entropy(): number {
    let product = 0;
    for (let a = 0; a < size; a++) if (weights[a]! > 0) product += weights[a]! * (logits[a]! - maximum);
    return Math.log(sum) - product / sum;
  }

  return {
    observe(outputs, row, masks, maskRow) {
      maximum = -Infinity;
      for (let a = 0; a < size; a++) {
        const logit = outputs[row * size + a]!;
        logits[a] = logit;
        // lets NaN through
        if ((!masks || masks[maskRow * size + a] !== 0) && !(logit <= maximum)) maximum = logit;
      }
      sum = 0;
      for (let a = 0; a < size; a++) {
        weights[a] = !masks || masks[maskRow * size + a] !== 0 ? Math.exp(logits[a]! - maximum) : 0;
        sum += weights[a]!;
      }
    },
    draw(noise, actions, row) {
      const threshold = noise ? noise[row]! * sum : 0;
      let action = 0;
      let best = 0;
      let cumulative = 0;
      for (let a = 0; a < size; a++) {
        const weight = weights[a]!;
        cumulative += weight;
        if (noise) {
          // the last possible action stands: rounding may leave the threshold at the whole sum
          if (weight > 0) action = a;
          if (cumulative > threshold) break;
        } else if (weight > best) {
          best = weight;
          action = a;
        }
      }
      actions[row] = action;
    },
    logProbability: (actions, row) => logP(actions[row]!),
    entropy,
    gradient(actions, row, byLogProbability, byEntropy, out, outRow) {
      const h = entropy();
      for (let a = 0; a < size; a++) {
        const p = weights[a]! / sum;
        const chosen = actions[row] === a ? 1 : 0;
        out[outRow * size + a] = p === 0 && chosen === 0 ? 0 : byLogProbability * (chosen - p) - byEntropy * p * (logP(a) + h);
      }
    },
  };
}

function createGaussian(size: number, logStd: Float32Array): Distribution {
  const means = new Float64Array(size);
  const deviation = (actions: Float32Array, row: number, j: number): number => (actions[row * size + j]! - means[j]!) * Math.exp(-logStd[j]!);
  return {
    observe(outputs, row) {
      for (let j = 0; j < size; j++) means[j] = outputs[row * size + j]!;
    },
    draw(noise, actions, row) {
      for (let j = 0; j < size; j++) actions[row * size + j] = means[j]! + (noise ? Math.exp(logStd[j]!) * noise[row * size + j]! : 0);
    },
    logProbability(actions, row) {
      let sum = 0;
      for (let j = 0; j < size; j++) sum -= 0.5 * deviation(actions, row, j) ** 2 + logStd[j]! + 0.5 * Math.log(2 * Math.PI);
      return sum;
    },
    entropy() {
      let sum = 0;
      for (let j = 0; j < size; j++) sum += logStd[j]! + 0.5 + 0.5 * Math.log(2 * Math.PI);
      return sum;
    },
    gradient(actions, row, byLogProbability, byEntropy, out, outRow, byLogStd) {
      for (let j = 0; j < size; j++) {
        const z = deviation(actions, row, j);
        out[outRow * size + j] = byLogProbability * z * Math.exp(-logStd[j]!);
        byLogStd[j]! += byLogProbability * (z * z - 1) + byEntropy;
      }
    },
  };
}
