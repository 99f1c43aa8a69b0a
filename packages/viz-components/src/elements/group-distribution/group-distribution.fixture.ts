import type { GroupDistribution } from './group-distribution.ts';

const summary = (mean: number, std: number) => ({
  mean,
  std,
  quantiles: [mean - 2.5 * std, mean - 0.7 * std, mean, mean + 0.6 * std, mean + 2 * std] as const,
});

/** Three tasks of one rollout, uneven in size and scale. */
export const threeGroups: GroupDistribution = {
  groups: [
    { name: 'light', trajectories: 41, steps: 1210, weight: 0.59, returnMean: 182, advantageBefore: summary(2, 1.1), advantageAfter: summary(0, 1) },
    { name: 'default', trajectories: 18, steps: 806, weight: 0.39, returnMean: 96, advantageBefore: summary(-1, 4), advantageAfter: summary(0, 1) },
    { name: 'heavy', trajectories: 3, steps: 32, weight: 0.02, returnMean: 21.5, advantageBefore: summary(-6, 9), advantageAfter: summary(0, 1) },
  ],
};
