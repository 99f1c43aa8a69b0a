import type { EngineBatch, LossSettings, LossStatistics } from './engine.ts';
import type { Distribution } from './tfjs-distribution.ts';

/** Gradients of the loss by the network's outputs. */
export interface OutputGradients {
  /** `[rows × numOutputs]` */
  readonly policy: Float32Array;
  /** `[rows × numValueHeads]` */
  readonly values: Float32Array;
  /** `[actionSize]`, empty for a categorical head. */
  readonly logStd: Float64Array;
}

/**
 * PPO's loss (see {@link LossSettings}) of the rows `indices` of `batch`, whose outputs are `policyOutputs` and `values` (null without a
 * critic), in float64; writes its gradient by them into `out`. What follows from there to the parameters is the network's own.
 */
export function lossOfOutputs(
  batch: EngineBatch, indices: Int32Array, distribution: Distribution, policyOutputs: Float32Array, values: Float32Array | null, settings: LossSettings,
  out: OutputGradients,
): LossStatistics {
  const { clipRange, entropyCoefficient, referenceCoefficient = 0 } = settings;
  const share = 1 / indices.length;
  const { mean, deviation } = settings.normalizeAdvantages ? momentsOf(batch.advantages, indices) : { mean: 0, deviation: 1 };
  const valueCoefficient = settings.valueCoefficient ?? 0;
  const numValueHeads = values ? values.length / indices.length : 0;
  let policyLoss = 0;
  let valueLoss = 0;
  let entropy = 0;
  let approxKl = 0;
  let clipFraction = 0;
  let referenceKl = 0;
  out.values.fill(0);
  out.logStd.fill(0);

  for (let i = 0; i < indices.length; i++) {
    const row = indices[i]!;
    const weight = batch.stepWeights[row]!;
    distribution.observe(policyOutputs, i, batch.actionMasks, row);
    const logProbability = distribution.logProbability(batch.actions, row);
    const advantage = (batch.advantages[row]! - mean) / deviation;
    const logRatio = logProbability - batch.logProbabilities[row]!;
    const ratio = Math.exp(logRatio);
    const plain = -advantage * ratio;
    const clipped = -advantage * Math.min(Math.max(ratio, 1 - clipRange), 1 + clipRange);
    policyLoss += weight * (clipped > plain ? clipped : plain);
    approxKl += ratio - 1 - logRatio;
    if (Math.abs(ratio - 1) > clipRange) clipFraction++;
    let byLogProbability = clipped > plain ? 0 : weight * plain * share;
    if (batch.referenceLogProbabilities) {
      const referenceLogRatio = batch.referenceLogProbabilities[row]! - logProbability;
      const change = Math.exp(referenceLogRatio) - 1;
      referenceKl += weight * (change - referenceLogRatio);
      byLogProbability -= referenceCoefficient * weight * change * share;
    }
    entropy += distribution.entropy();
    distribution.gradient(batch.actions, row, byLogProbability, -entropyCoefficient * share, out.policy, i, out.logStd);

    if (!values) continue;
    const at = i * numValueHeads + (batch.valueHeads?.[row] ?? 0);
    const valueWeight = settings.weightValueLoss ? weight : 1;
    const error = values[at]! - batch.returns[row]!;
    const clippedError = clippedValueError(values[at]!, batch.values[row]!, batch.returns[row]!, settings.valueClipRange);
    const isClipped = clippedError ** 2 > error ** 2;
    valueLoss += 0.5 * valueWeight * (isClipped ? clippedError : error) ** 2;
    out.values[at] = isClipped ? 0 : valueCoefficient * valueWeight * error * share;
  }

  const statistics = {
    policyLoss: policyLoss * share,
    valueLoss: valueLoss * share,
    entropy: entropy * share,
    approxKl: approxKl * share,
    clipFraction: clipFraction * share,
    referenceKl: referenceKl * share,
  };
  const loss =
    statistics.policyLoss + valueCoefficient * statistics.valueLoss - entropyCoefficient * statistics.entropy + referenceCoefficient * statistics.referenceKl;
  return { loss, ...statistics };
}

/** V − R with V held within `range` of its old value. */
function clippedValueError(value: number, old: number, target: number, range: number | null): number {
  if (range === null || Math.abs(value - old) <= range) return value - target;
  return old + (value > old ? range : -range) - target;
}

/** Mean and sample deviation + 1e-8 of the rows. */
function momentsOf(values: Float32Array, rows: Int32Array): { mean: number; deviation: number } {
  let sum = 0;
  for (let i = 0; i < rows.length; i++) sum += values[rows[i]!]!;
  const mean = sum / rows.length;
  let squares = 0;
  for (let i = 0; i < rows.length; i++) squares += (values[rows[i]!]! - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / Math.max(rows.length - 1, 1)) + 1e-8 };
}
