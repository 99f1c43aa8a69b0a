import type { NormalizationContext, NormalizedAdvantages } from '@cohort-rl/rollouts';
import type { LabelledAdvantages } from './normalize-advantages.ts';

/**
 * Normalises one outcome per trajectory, its return, and spreads the result over its steps.
 *
 * @param labels group of each step.
 * @throws RangeError for a trajectory that is not a whole episode of the rollout: its return is not the outcome of these steps.
 */
export function normalizeOutcomes(
  labels: Int32Array,
  numGroups: number,
  { trajectories, trajectoryLabels, levels }: NormalizationContext,
  normalize: (outcomes: LabelledAdvantages) => NormalizedAdvantages,
): NormalizedAdvantages {
  const broken = trajectories.findIndex(({ isComplete, length, episodeLength }) => !isComplete || length !== episodeLength);
  if (broken >= 0) {
    throw new RangeError(`invalid trajectory: ${broken} is not a whole episode of the rollout; expected whole ones, as returns are compared`);
  }
  const outcomes = Float32Array.from(trajectories, ({ episodeReturn }) => episodeReturn);
  const normalized = normalize({ advantages: outcomes, labels: trajectoryLabels, numGroups, levels });
  const before = new Float32Array(labels.length);
  const advantages = new Float32Array(labels.length);
  trajectories.forEach(({ rollout, env, start, length }, k) => {
    for (let t = start; t < start + length; t++) {
      before[t * rollout.numEnvs + env] = outcomes[k]!;
      advantages[t * rollout.numEnvs + env] = normalized.advantages[k]!;
    }
  });
  const steps = new Int32Array(numGroups);
  for (let i = 0; i < labels.length; i++) if (labels[i]! >= 0) steps[labels[i]!]!++;
  return { ...normalized, advantages, before, groups: normalized.groups.map((group) => ({ ...group, steps: steps[group.label]! })) };
}
