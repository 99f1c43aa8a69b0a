import { episodeRows, moments, selectRows, type FinishedEpisode, type Rollout } from '@cohort-rl/rollouts';
import type { GradientConflict } from './combined-gradient.ts';
import type { EpisodeRecord } from './records.ts';
import type { UpdateStatistics } from './update-policy.ts';

/** Metrics `losses/…` of one update. */
export function lossMetrics(statistics: UpdateStatistics, { usesCritic, hasReference }: { usesCritic: boolean; hasReference: boolean }): Record<string, number> {
  return {
    'losses/policy_loss': statistics.policyLoss,
    ...(usesCritic && { 'losses/value_loss': statistics.valueLoss }),
    'losses/entropy': statistics.entropy,
    'losses/approx_kl': statistics.approxKl,
    'losses/clipfrac': statistics.clipFraction,
    ...(hasReference && { 'losses/reference_kl': statistics.referenceKl }),
    'losses/grad_norm': statistics.gradientNorm,
  };
}

/** 1 − Var(R − V) / Var(R) of the critic that collected; nothing where the returns do not vary. */
export function explainedVariance(rollout: Rollout): Record<string, number> {
  const rows = episodeRows(rollout);
  const returnStd = moments(selectRows(rollout.returns, rows)).std;
  // advantages are returns − values: exactly the critic's residuals
  const residualStd = moments(selectRows(rollout.advantages, rows)).std;
  return returnStd > 0 ? { 'losses/explained_variance': 1 - (residualStd / returnStd) ** 2 } : {};
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
export function episodeRecords(finished: readonly FinishedEpisode[], taskNames: readonly string[], rollout: Rollout, step: number): EpisodeRecord[] {
  const stepsAfter = countStepsAfter(rollout);
  return finished.map(({ rolloutStep, env, task, return: episodeReturn, length, terminated, truncated }) => ({
    type: 'episode',
    step: step - stepsAfter[rolloutStep]!,
    env,
    task: taskNames[task]!,
    return: episodeReturn,
    length,
    terminated,
    truncated,
  }));
}

/** `[T]`, how many steps of episodes come after each of the rollout's. */
function countStepsAfter({ numSteps, numEnvs, waiting }: Rollout): Int32Array {
  const counts = new Int32Array(numSteps);
  for (let t = numSteps - 2; t >= 0; t--) {
    counts[t] = counts[t + 1]! + numEnvs;
    for (let i = (t + 1) * numEnvs; waiting && i < (t + 2) * numEnvs; i++) counts[t]! -= waiting[i]!;
  }
  return counts;
}
