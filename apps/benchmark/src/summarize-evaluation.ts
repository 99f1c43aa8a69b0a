import type { Evaluation } from '@cohort-rl/ppo-core';
import type { EvaluationSummary } from './run-result.ts';
import { formatNumber } from './terminal.ts';

/** Mean and population deviation over all episodes and per task; a task without an episode is left out. */
export function summarizeEvaluation({ returns, tasks, cut, maxEpisodeSteps }: Evaluation, taskNames: readonly string[], seed: number): EvaluationSummary {
  const all = Array.from(returns);
  const truncated = cut.reduce((sum, flag) => sum + flag, 0);
  return {
    episodes: all.length,
    seed,
    deterministic: true,
    ...(maxEpisodeSteps !== null && truncated > 0 && { truncated, maxEpisodeSteps }),
    ...meanAndStd(all),
    tasks: taskNames.flatMap((task, id) => {
      const own = all.filter((_, k) => tasks[k] === id);
      return own.length === 0 ? [] : [{ task, ...meanAndStd(own), returns: own }];
    }),
  };
}

/** Says that episodes were cut; null where none was. */
export function truncationOf({ episodes, truncated, maxEpisodeSteps }: EvaluationSummary): string | null {
  if (truncated === undefined || maxEpisodeSteps === undefined) return null;
  return `truncated: ${truncated} of ${episodes} episodes, after ${formatNumber(maxEpisodeSteps)} steps at the latest; their returns are of those steps alone`;
}

function meanAndStd(values: readonly number[]): { mean: number; std: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, std: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) };
}
