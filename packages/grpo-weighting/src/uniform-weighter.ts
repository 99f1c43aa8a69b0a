import type { GroupWeighter } from '@cohort-rl/rollouts';

/** Each step counts 1, as in plain PPO: a group weighs as many as it has steps (an absent one, 1). Stateless. */
export function uniformWeighter(): GroupWeighter {
  return {
    name: 'uniform',
    needsStableLabels: false,
    weigh: (summaries) => Float64Array.from(summaries, ({ steps }) => Math.max(steps, 1)),
  };
}
