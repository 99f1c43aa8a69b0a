// The three group-relative stages on plain arrays, for a PPO of one's own.
import { difficultyGrouper } from '@cohort-rl/grpo-grouping';
import { normalizeAdvantages } from '@cohort-rl/grpo-normalization';
import { performanceWeighter, stepWeights } from '@cohort-rl/grpo-weighting';
import { createRollout, stepLabels } from '@cohort-rl/rollouts';

// one environment, six episodes of two steps
const returns = [1, 2, 3, 10, 20, 30];
const rollout = createRollout({ numSteps: 12, numEnvs: 1, observationSize: 1, actionSize: 1 });
rollout.advantages.set([-1, 0, 0, 1, 1, 0, -10, 0, 0, 10, 10, 0]);
const trajectories = returns.map((episodeReturn, k) => ({
  rollout,
  env: 0,
  start: 2 * k,
  length: 2,
  episodeReturn,
  episodeLength: 2,
  isComplete: true,
  terminated: true,
  truncated: false,
  task: 0,
  startId: -1,
}));

const { labels, groups, numGroups } = difficultyGrouper({ numGroups: 2 }).group(trajectories);
console.log('groups:', groups.map(({ name }) => name).join(', '));
const perStep = stepLabels(trajectories, labels, 12);
const { advantages, diagnostics } = normalizeAdvantages({ advantages: rollout.advantages, labels: perStep, numGroups, center: 'batch', scale: 'group' });
console.log('advantages:', Array.from(advantages, (value) => value.toFixed(2)).join(' '));
console.log('variance removed:', diagnostics['grpo/variance_removed']);
const scores = groups.map(({ steps, trajectories: count }, g) => ({ steps, trajectories: count, score: [2, 20][g] }));
const weights = performanceWeighter({ temperature: 1 }).weigh(scores);
console.log('weights per step:', Array.from(stepWeights({ labels: perStep, weights }), (value) => value.toFixed(2)).join(' '));
