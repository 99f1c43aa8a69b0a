import type { LossSettings, LossStatistics, ParameterLayer, RolloutMemory } from '../actor-critic.ts';
import type { ActorCriticSpec } from '../spec.ts';
import { categorical, gaussian } from './distributions.ts';
import { backward, forward, type Dense } from './network.ts';

/** The rollout's fields, as any arrays of numbers. */
export type ReferenceBatch = { readonly [Field in keyof RolloutMemory]: ArrayLike<number> | (null extends RolloutMemory[Field] ? null : never) };

interface Networks {
  /** The policy's layers, or the shared trunk's with both heads side by side. */
  readonly policy: readonly Dense[];
  readonly value: readonly Dense[];
  /** Where log standard deviations begin in the parameter vector. */
  readonly logStd: number;
}

function denseLayers(layers: readonly ParameterLayer[], prefix: string): Dense[] {
  const weights = layers.filter(({ name }) => name.startsWith(prefix) && name.endsWith('.weight'));
  return weights.map(({ name, offset, rows, columns }) => {
    const biases = layers.find((other) => other.name === name.replace(/weight$/, 'bias'))!;
    return { inputs: rows, outputs: columns, weights: offset, biases: biases.offset };
  });
}

/** Each network as the list of its layers; with a shared trunk both lists begin with the same layers. */
function networksOf(spec: ActorCriticSpec, layers: readonly ParameterLayer[]): Networks {
  const trunk = spec.trunk === 'shared' ? denseLayers(layers, 'trunk.') : [];
  return {
    policy: [...trunk, ...denseLayers(layers, 'policy.')],
    value: [...trunk, ...denseLayers(layers, 'value.')],
    logStd: layers.find(({ name }) => name === 'policy.logStandardDeviation')?.offset ?? 0,
  };
}

/** PPO's loss over the rows that `indices` names, and its gradient by the logical parameter vector, in float64. Test-only oracle. */
export function referenceLoss(
  spec: ActorCriticSpec, layers: readonly ParameterLayer[], parameters: Float64Array, batch: ReferenceBatch, indices: ArrayLike<number>,
  settings: LossSettings,
): { statistics: LossStatistics; gradient: Float64Array } {
  const { clipRange, valueClipRange, entropyCoefficient, valueCoefficient, normalizeAdvantages, weightValueLoss = false, referenceCoefficient = 0 } = settings;
  const networks = networksOf(spec, layers);
  const gradient = new Float64Array(parameters.length);
  const rows = Array.from(indices);
  const share = 1 / rows.length;
  const statistics: LossStatistics = { loss: 0, policyLoss: 0, valueLoss: 0, entropy: 0, approxKl: 0, clipFraction: 0, referenceKl: 0 };

  const selected = rows.map((row) => batch.advantages[row]!);
  const mean = selected.reduce((sum, a) => sum + a, 0) * share;
  const variance = selected.reduce((sum, a) => sum + (a - mean) ** 2, 0) / Math.max(rows.length - 1, 1);

  for (const row of rows) {
    const observation = Float64Array.from({ length: spec.observationSize }, (_, k) => batch.observations[row * spec.observationSize + k]!);
    const policyOutputs = forward(parameters, networks.policy, spec.activation, observation);
    const valueOutputs = forward(parameters, networks.value, spec.activation, observation);
    const outputs = policyOutputs.at(-1)!;
    const valueHead = batch.valueHeads?.[row] ?? 0;
    const value = valueOutputs.at(-1)![valueHead]!;

    const n = outputs.length;
    const terms =
      spec.head.kind === 'categorical'
        ? categorical(outputs, batch.actions[row]!, batch.actionMasks && Array.from({ length: n }, (_, a) => batch.actionMasks![row * n + a]!))
        : gaussian(
            outputs,
            parameters.subarray(networks.logStd, networks.logStd + n),
            Array.from({ length: n }, (_, j) => batch.actions[row * n + j]!),
          );

    const weight = batch.stepWeights[row]!;
    const advantage = normalizeAdvantages ? (batch.advantages[row]! - mean) / (Math.sqrt(variance) + 1e-8) : batch.advantages[row]!;
    const logRatio = terms.logProbability - batch.logProbabilities[row]!;
    const ratio = Math.exp(logRatio);
    const plain = -advantage * ratio;
    const clipped = -advantage * Math.min(Math.max(ratio, 1 - clipRange), 1 + clipRange);
    statistics.policyLoss += share * weight * Math.max(plain, clipped);
    statistics.entropy += share * terms.entropy;
    statistics.approxKl += share * (ratio - 1 - logRatio);
    statistics.clipFraction += share * (Math.abs(ratio - 1) > clipRange ? 1 : 0);
    let byLogProbability = plain >= clipped ? share * weight * plain : 0;
    if (batch.referenceLogProbabilities) {
      const referenceLogRatio = batch.referenceLogProbabilities[row]! - terms.logProbability;
      statistics.referenceKl += share * weight * (Math.exp(referenceLogRatio) - 1 - referenceLogRatio);
      byLogProbability += referenceCoefficient * share * weight * (1 - Math.exp(referenceLogRatio));
    }
    const byEntropy = -entropyCoefficient * share;

    const error = value - batch.returns[row]!;
    const move = value - batch.values[row]!;
    const held = valueClipRange === null ? move : Math.min(Math.max(move, -valueClipRange), valueClipRange);
    const clippedError = held === move ? error : batch.values[row]! + held - batch.returns[row]!;
    const valueWeight = share * (weightValueLoss ? weight : 1);
    if (valueCoefficient !== null) statistics.valueLoss += valueWeight * 0.5 * Math.max(error ** 2, clippedError ** 2);
    const byValue = error ** 2 >= clippedError ** 2 ? (valueCoefficient ?? 0) * valueWeight * error : 0;

    const byOutputs = outputs.map((_, j) => byLogProbability * terms.logProbabilityGradient[j]! + byEntropy * terms.entropyGradient[j]!);
    backward(parameters, networks.policy, spec.activation, policyOutputs, byOutputs, gradient);
    const byValues = valueOutputs.at(-1)!.map((_, head) => (head === valueHead ? byValue : 0));
    backward(parameters, networks.value, spec.activation, valueOutputs, byValues, gradient);
    for (let j = 0; j < terms.logProbabilityByLogStd.length; j++) {
      gradient[networks.logStd + j]! += byLogProbability * terms.logProbabilityByLogStd[j]! + byEntropy * terms.entropyByLogStd[j]!;
    }
  }
  statistics.loss =
    statistics.policyLoss +
    (valueCoefficient ?? 0) * statistics.valueLoss -
    entropyCoefficient * statistics.entropy +
    referenceCoefficient * statistics.referenceKl;
  return { statistics, gradient };
}
