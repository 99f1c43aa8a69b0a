import { groupMoments } from '@cohort-rl/rollouts';
import type { NormalizedAdvantages } from '@cohort-rl/rollouts';
import { describeSteps } from './describe-normalization.ts';
import type { LabelledAdvantages } from './normalize-advantages.ts';

/**
 * Advantages relative to groups on several scales: Σ w · A', over the whole batch, each level above the groups, and the
 * groups themselves. A weight of 1 for one of them gives its result to the bit. `grpo/variance_removed` is the mean of theirs,
 * weighted; a group is degenerate where it is by itself.
 *
 * @throws RangeError when there is not one weight for each.
 */
export function mixLevels(
  { advantages, labels, numGroups, levels = [] }: LabelledAdvantages,
  levelWeights: readonly number[],
  normalize: (level: LabelledAdvantages) => NormalizedAdvantages,
): NormalizedAdvantages {
  if (levelWeights.length !== levels.length + 2) {
    const names = ['the batch', ...levels.map(({ name }) => name), 'the groups'];
    throw new RangeError(`invalid number of levelWeights: ${levelWeights.length}; expected ${names.length}, for ${names.join(', ')}`);
  }
  const own = normalize({ advantages, labels, numGroups });
  const partitions = [
    { numGroups: 1, labels: labels.map((label) => Math.min(label, 0)) },
    ...levels.map((level) => ({ numGroups: level.numGroups, labels: labels.map((label) => (label < 0 ? label : level.groupOfLabel[label]!)) })),
  ];
  const results = [...partitions.map((partition, l) => (levelWeights[l]! > 0 ? normalize({ advantages, ...partition }) : own)), own];
  const mixed = new Float32Array(advantages.length);
  for (let i = 0; i < mixed.length; i++) {
    let sum = -0; // else a −0 would not stay one
    for (let l = 0; l < results.length; l++) if (levelWeights[l]! > 0) sum += levelWeights[l]! * results[l]!.advantages[i]!;
    mixed[i] = sum;
  }
  const isDegenerate = Uint8Array.from(own.groups, (group) => Number(group.isDegenerate));
  const removed = results.reduce((sum, { diagnostics }, l) => sum + levelWeights[l]! * diagnostics['grpo/variance_removed']!, 0);
  return describeSteps(advantages, mixed, labels, groupMoments(advantages, labels, numGroups), isDegenerate, removed);
}
