import type { Generator } from '@cohort-rl/envs';
import type { Engine, LossSettings, LossStatistics } from './engine.ts';
import { NonFiniteError } from './errors.ts';

export interface UpdateSettings extends LossSettings {
  readonly epochs: number;
  readonly learningRate: number;
  readonly maxGradNorm: number;
  readonly targetKl: number | null;
}

/** Means over all minibatches of one update. */
export interface UpdateStatistics {
  policyLoss: number;
  valueLoss: number;
  entropy: number;
  approxKl: number;
  clipFraction: number;
  referenceKl: number;
  gradientNorm: number;
  /** Epochs made: fewer than asked for when the target divergence was passed. */
  epochs: number;
}

/**
 * Improves the policy on one rollout (Schulman et al. 2017, algorithm 1): epochs over shuffled minibatches, each one gradient of the
 * clipped surrogate and one step of Adam.
 * @param order rows of the rollout in the order of the last epoch; shuffled in place.
 * @param minibatchGradient leaves a minibatch's gradient in the engine; by default that of the weighted loss over all rows.
 * @throws NonFiniteError when a loss or the gradient's norm is NaN or infinite.
 */
export async function updatePolicy(
  engine: Engine,
  order: Int32Array,
  minibatches: readonly Int32Array[],
  generator: Generator,
  settings: UpdateSettings,
  pause: () => Promise<void> | undefined,
  where: { step: number; update: number },
  minibatchGradient: (rows: Int32Array, settings: LossSettings) => LossStatistics = engine.minibatchGradient,
): Promise<UpdateStatistics> {
  const sums: UpdateStatistics = { policyLoss: 0, valueLoss: 0, entropy: 0, approxKl: 0, clipFraction: 0, referenceKl: 0, gradientNorm: 0, epochs: 0 };
  for (let epoch = 0; epoch < settings.epochs; epoch++) {
    generator.shuffle(order);
    let epochKl = 0;
    for (const rows of minibatches) {
      const statistics = minibatchGradient(rows, settings);
      if (!Number.isFinite(statistics.loss)) throw new NonFiniteError('loss', where.step, where.update);
      const { gradientNorm, isFinite } = engine.applyGradient(settings);
      if (!isFinite) throw new NonFiniteError('gradient', where.step, where.update);
      sums.policyLoss += statistics.policyLoss;
      sums.valueLoss += statistics.valueLoss;
      sums.entropy += statistics.entropy;
      sums.clipFraction += statistics.clipFraction;
      sums.referenceKl += statistics.referenceKl;
      sums.gradientNorm += gradientNorm;
      epochKl += statistics.approxKl;
      const due = pause();
      if (due) await due;
    }
    sums.approxKl += epochKl;
    sums.epochs++;
    if (settings.targetKl !== null && epochKl / minibatches.length > settings.targetKl) break;
  }
  const count = sums.epochs * minibatches.length;
  for (const name of ['policyLoss', 'valueLoss', 'entropy', 'approxKl', 'clipFraction', 'referenceKl', 'gradientNorm'] as const) sums[name] /= count;
  return sums;
}

/** Views of `order` that cut it into as few minibatches as can be, of equal sizes up to one row. */
export function cutEvenly(order: Int32Array, minibatchSize: number): Int32Array[] {
  const count = Math.ceil(order.length / minibatchSize);
  const start = (i: number): number => Math.floor((i * order.length) / count);
  return Array.from({ length: count }, (_, i) => order.subarray(start(i), start(i + 1)));
}

/** Views of `order` that cut it into minibatches, the last one shorter where sizes do not divide. */
export function cutMinibatches(order: Int32Array, minibatchSize: number): Int32Array[] {
  return Array.from({ length: Math.ceil(order.length / minibatchSize) }, (_, i) => order.subarray(i * minibatchSize, (i + 1) * minibatchSize));
}
