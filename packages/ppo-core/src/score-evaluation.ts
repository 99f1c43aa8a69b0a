import type { Task } from '@cohort-rl/envs';
import type { Evaluation } from './evaluate.ts';
import type { EvaluationRecord } from './records.ts';

/** An evaluation as records, one per task that was played, and as numbers to compare it by. */
export interface ScoredEvaluation {
  readonly records: readonly EvaluationRecord[];
  /** Over all episodes. */
  readonly meanReturn: number;
  /** Mean over tasks of (return − random) / (expert − random) where every task played has both references, `meanReturn` otherwise. */
  readonly score: number;
}

export function scoreEvaluation({ returns, tasks, cut }: Evaluation, taskInfo: readonly Task[], step: number): ScoredEvaluation {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const played = taskInfo
    .map((task, id) => ({
      task,
      returns: Array.from(returns).filter((_, k) => tasks[k] === id),
      numCut: cut.filter((flag, k) => flag === 1 && tasks[k] === id).length,
    }))
    .filter((entry) => entry.returns.length > 0);
  const normalized = played.flatMap(({ task: { randomReturn, expertReturn }, returns: taskReturns }) =>
    randomReturn === undefined || expertReturn === undefined ? [] : [(mean(taskReturns) - randomReturn) / (expertReturn - randomReturn)],
  );
  const meanReturn = mean(Array.from(returns));
  return {
    records: played.map(({ task, returns: taskReturns, numCut }) => ({ type: 'evaluation', step, task: task.name, returns: taskReturns, ...(numCut > 0 && { truncated: numCut }) })),
    meanReturn,
    score: normalized.length === played.length ? mean(normalized) : meanReturn,
  };
}
