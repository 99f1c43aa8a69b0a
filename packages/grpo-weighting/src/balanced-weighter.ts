import type { GroupWeighter } from '@cohort-rl/rollouts';

/** Each group counts the same, however many steps it has. Stateless. */
export function balancedWeighter(): GroupWeighter {
  return {
    name: 'balanced',
    needsStableLabels: false,
    weigh: (summaries) => new Float64Array(summaries.length).fill(1),
  };
}
