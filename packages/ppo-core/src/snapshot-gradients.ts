import { policyLossOnly, type Engine, type LossSettings } from './engine.ts';
import { gradientAngles } from './gradient-angles.ts';
import type { SnapshotGradients } from './records.ts';

/** Beyond it the gradients of all groups at once would take too much memory. */
const mostGroups = 64;

/**
 * Gradients of the policy loss over the whole rollout, group by group, with the advantages `after` and the weights of the engine's batch, and
 * with the advantages `batchNormalized` and no weights. Leaves the batch as it was; the engine's gradient is overwritten.
 * @param labels group of each row; −1: in no group's gradient.
 * @returns null with more than 64 groups.
 */
export function snapshotGradients(
  engine: Engine,
  minibatchSize: number,
  labels: Int32Array,
  { batchNormalized, after }: { batchNormalized: Float32Array; after: Float32Array },
  settings: LossSettings,
): SnapshotGradients | null {
  const rows = new Map<number, number[]>();
  labels.forEach((label, i) => {
    if (label < 0) return;
    const members = rows.get(label);
    if (members) members.push(i);
    else rows.set(label, [i]);
  });
  if (rows.size > mostGroups) return null;
  const present = [...rows.keys()].sort((a, b) => a - b);
  const groups = present.map((label) => Int32Array.from(rows.get(label)!));
  const policyOnly = { ...policyLossOnly(settings), normalizeAdvantages: false };
  const { advantages, stepWeights } = engine.batch;
  const [usedAdvantages, usedWeights] = [advantages.slice(), stepWeights.slice()];
  advantages.set(after);
  const { norms, cosines } = gradientAngles(gradientShares(engine, minibatchSize, groups, policyOnly));
  advantages.set(batchNormalized);
  stepWeights.fill(1);
  const batch = gradientAngles(gradientShares(engine, minibatchSize, groups, policyOnly));
  advantages.set(usedAdvantages);
  stepWeights.set(usedWeights);
  return { labels: present, normsBatch: batch.norms, norms, cosinesBatch: batch.cosines, cosines };
}

/** Each group's part of the gradient of the mean loss over the rows of all. */
function gradientShares(engine: Engine, minibatchSize: number, groups: readonly Int32Array[], settings: LossSettings): Float32Array[] {
  const total = groups.reduce((sum, rows) => sum + rows.length, 0);
  const part = new Float32Array(engine.parameterCount);
  return groups.map((rows) => {
    const share = new Float32Array(engine.parameterCount);
    for (let start = 0; start < rows.length; start += minibatchSize) {
      const some = rows.subarray(start, start + minibatchSize);
      engine.minibatchGradient(some, settings);
      engine.readGradient(part);
      const factor = some.length / total;
      for (let i = 0; i < share.length; i++) share[i]! += factor * part[i]!;
    }
    return share;
  });
}
