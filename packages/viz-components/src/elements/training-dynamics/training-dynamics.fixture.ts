import type { GroupRecord } from '@cohort-rl/analysis';

/**
 * Group records of a run that learns: groups reach their level one after the other, and the weights move to the slow ones. Its text runs in a page too:
 * to hand over a million numbers takes minutes.
 */
export function groupRecords({ groups = 3, updates = 100, from = 0, seed = 0 }: { groups?: number; updates?: number; from?: number; seed?: number } = {}): GroupRecord[] {
  const summary = { mean: 0, std: 1, quantiles: [-2, -1, 0, 1, 2] as const };
  return Array.from({ length: updates }, (_, i) => {
    const update = from + i + 1;
    return {
      type: 'group' as const,
      step: 2048 * update,
      strategy: 'task',
      diagnostics: {},
      groups: Array.from({ length: groups }, (_unused, label) => {
        const skill = 1 - Math.exp(-update / (8 + 60 * (label / groups)));
        return {
          label,
          name: groups === 3 ? ['light', 'default', 'heavy'][label]! : `group ${label}`,
          trajectories: 10,
          steps: 200,
          weight: 1.5 - skill,
          returnMean: 20 + (480 - 300 * (label / groups)) * skill + 12 * Math.sin(0.9 * update + 2 * label + seed) + 8 * Math.sin(7.3 * update + label + 3 * seed),
          advantageBefore: summary,
          advantageAfter: summary,
        };
      }),
    };
  });
}
