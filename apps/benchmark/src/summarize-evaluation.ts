import type { Evaluation } from '@cohort-rl/ppo-core';
import type { EvaluationSummary } from './run-result.ts';

/** Mean and population deviation over all episodes and per task; a task without an episode is left out. */
export function summarizeEvaluation({ returns, tasks }: Evaluation, taskNames: readonly string[], seed: number): EvaluationSummary {
  const all = Array.from(returns);
  return {
    episodes: all.length,
    seed,
    deterministic: true,
    ...meanAndStd(all),
    tasks: taskNames.flatMap((task, id) => {
      const own = all.filter((_, k) => tasks[k] === id);
      return own.length === 0 ? [] : [{ task, ...meanAndStd(own), returns: own }];
    }),
  };
}

function meanAndStd(values: readonly number[]): { mean: number; std: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, std: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) };
}
