import type { NormalizationContext, NormalizedAdvantages } from '@cohort-rl/rollouts';
import type { LabelledAdvantages } from './normalize-advantages.ts';

/**
 * Normalises one outcome per trajectory, its return, and spreads the result over its steps. The outcome of an episode that the
 * rollout's end cuts is its return so far.
 *
 * @param labels group of each step.
 * @throws RangeError for a trajectory that began in an earlier rollout: its return is not the outcome of these steps alone.
 */
export function normalizeOutcomes(
  labels: Int32Array,
  numGroups: number,
  { trajectories, trajectoryLabels, levels }: NormalizationContext,
  normalize: (outcomes: LabelledAdvantages) => NormalizedAdvantages,
): NormalizedAdvantages {
  const broken = trajectories.findIndex(({ length, episodeLength }) => length !== episodeLength);
  if (broken >= 0) {
    throw new RangeError(`invalid trajectory: ${broken} began in an earlier rollout; expected whole episodes, as returns are compared`);
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
