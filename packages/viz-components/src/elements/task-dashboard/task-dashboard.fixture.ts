import type { RunRecord } from '@cohort-rl/analysis';

/** Records of a run that learns its tasks at different speed: an episode of each an update, and group records by task. Its text runs in a page too. */
export function taskRecords({ tasks = 4, updates = 120, from = 0, seed = 0 }: { tasks?: number; updates?: number; from?: number; seed?: number } = {}): RunRecord[] {
  const summary = { mean: 0, std: 1, quantiles: [-2, -1, 0, 1, 2] as const };
  const nameOf = (task: number): string => (tasks === 4 ? ['standard', 'long', 'heavy', 'short'][task]! : `task ${task}`);
  return Array.from({ length: updates }, (_, i) => {
    const update = from + i + 1;
    const step = 2048 * update;
    const scores = Array.from({ length: tasks }, (_unused, task) => {
      const skill = (1 - 0.5 * (task / tasks)) * (1 - Math.exp(-update / (6 + 40 * (task / tasks))));
      return Math.max(0, skill + 0.05 * Math.sin(0.31 * update + 3 * task + seed));
    });
    return [
      ...scores.map((score, task) => ({ type: 'episode' as const, step, env: task, task: nameOf(task), return: 500 * score, length: 100, terminated: true, truncated: false })),
      {
        type: 'group' as const,
        step,
        strategy: 'task',
        diagnostics: {},
        groups: scores.map((score, label) => ({
          label,
          name: nameOf(label),
          trajectories: 4,
          steps: 512,
          weight: 1.3 - score,
          returnMean: 500 * score,
          advantageBefore: summary,
          advantageAfter: summary,
        })),
      },
    ];
  }).flat();
}
