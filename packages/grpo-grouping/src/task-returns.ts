import { groupMoments } from '@cohort-rl/rollouts';
import type { GroupMoments } from '@cohort-rl/rollouts';
import { spread } from './standardize.ts';

/** Moments of the returns of each task; null without tasks. What is not finite, and what is of task −1, is left out. */
export function fitTaskReturns(returns: Float64Array, tasks: Int32Array): GroupMoments | null {
  const labels = new Int32Array(tasks.length);
  let numTasks = 0;
  for (let k = 0; k < tasks.length; k++) {
    labels[k] = Number.isFinite(returns[k]!) ? tasks[k]! : -1;
    numTasks = Math.max(numTasks, tasks[k]! + 1);
  }
  return numTasks > 0 ? groupMoments(returns, labels, numTasks) : null;
}

/** The return minus its task's mean and over its task's deviation; 0 without deviation, NaN in a task without statistics. */
export function relativeReturn(value: number, task: number, { counts, means, stds }: GroupMoments): number {
  if (!(counts[task]! > 0)) return NaN;
  const centered = value - means[task]!;
  const std = spread(means[task]!, stds[task]!);
  return std > 0 || !Number.isFinite(centered) ? centered / std : 0;
}
