import { moments } from '@cohort-rl/rollouts';
import { spread } from './standardize.ts';

/** Mean and deviation of the returns of each task. */
export type TaskReturns = ReadonlyMap<number, { readonly mean: number; readonly std: number }>;

/** From the returns whose mask is 0; what is not finite is left out. */
export function fitTaskReturns(returns: Float64Array, tasks: Int32Array, mask: Int32Array): TaskReturns {
  return new Map(
    [...new Set(tasks)].map((task) => {
      const labels = mask.map((label, k) => (tasks[k] === task && Number.isFinite(returns[k]!) ? label : -1));
      const { mean, std } = moments(returns, labels);
      return [task, { mean, std: spread(mean, std) }];
    }),
  );
}

/** The return minus its task's mean and over its task's deviation; 0 without deviation, NaN in a task without statistics. */
export function relativeReturn(value: number, task: number, taskReturns: TaskReturns): number {
  const { mean = NaN, std = 0 } = taskReturns.get(task) ?? {};
  const centered = value - mean;
  return std > 0 || !Number.isFinite(centered) ? centered / std : 0;
}
