import { moments, type FinishedEpisode, type Rollout } from '@cohort-rl/rollouts';
import type { GradientConflict } from './combined-gradient.ts';
import type { EpisodeRecord } from './records.ts';
import type { UpdateStatistics } from './update-policy.ts';

/** Metrics `losses/…` of one update. */
export function lossMetrics(statistics: UpdateStatistics, rollout: Rollout): Record<string, number> {
  const metrics: Record<string, number> = {
    'losses/policy_loss': statistics.policyLoss,
    'losses/value_loss': statistics.valueLoss,
    'losses/entropy': statistics.entropy,
    'losses/approx_kl': statistics.approxKl,
    'losses/clipfrac': statistics.clipFraction,
    'losses/grad_norm': statistics.gradientNorm,
  };
  // advantages are returns − values: exactly the critic's residuals
  const returnStd = moments(rollout.returns).std;
  if (returnStd > 0) metrics['losses/explained_variance'] = 1 - (moments(rollout.advantages).std / returnStd) ** 2;
  return metrics;
}

/** Metrics of a stage's combiner. */
export function conflictMetrics(conflict: GradientConflict | null): Record<string, number> {
  if (!conflict) return {};
  return {
    'grpo/gradient_cosine': conflict.meanCosine,
    'grpo/gradient_cosine_min': conflict.minCosine,
    'grpo/gradient_conflicts': conflict.conflictFraction,
  };
}

/** @param step environment steps taken when the rollout ended. */
export function episodeRecords(finished: readonly FinishedEpisode[], taskNames: readonly string[], { numSteps, numEnvs }: Rollout, step: number): EpisodeRecord[] {
  return finished.map(({ rolloutStep, env, task, return: episodeReturn, length, terminated, truncated }) => ({
    type: 'episode',
    step: step - (numSteps - rolloutStep - 1) * numEnvs,
    env,
    task: taskNames[task]!,
    return: episodeReturn,
    length,
    terminated,
    truncated,
  }));
}
