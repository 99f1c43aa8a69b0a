import { moments, type FinishedEpisode, type Rollout } from '@cohort-rl/rollouts';
import type { GradientConflict } from './combined-gradient.ts';
import type { EpisodeRecord } from './records.ts';
import type { UpdateStatistics } from './update-policy.ts';

/** Metrics `losses/…` of one update. */
export function lossMetrics(statistics: UpdateStatistics): Record<string, number> {
  return {
    'losses/policy_loss': statistics.policyLoss,
    'losses/value_loss': statistics.valueLoss,
    'losses/entropy': statistics.entropy,
    'losses/approx_kl': statistics.approxKl,
    'losses/clipfrac': statistics.clipFraction,
    'losses/grad_norm': statistics.gradientNorm,
  };
}

/** 1 − Var(R − V) / Var(R) of the critic that collected; nothing where the returns do not vary. */
export function explainedVariance({ returns, advantages }: Rollout): Record<string, number> {
  const returnStd = moments(returns).std;
  // advantages are returns − values: exactly the critic's residuals
  return returnStd > 0 ? { 'losses/explained_variance': 1 - (moments(advantages).std / returnStd) ** 2 } : {};
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
