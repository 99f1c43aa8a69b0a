import { expect, test } from '@jest/globals';
import { defaultExperiment } from '../training/experiment.ts';
import { commandLine } from './command-line.ts';

test.each([
  [{}, 'ppo', 'npm run cohort -- train --env scaled-cartpoles --algo ppo --seed 1'],
  [{}, 'grpo', 'npm run cohort -- train --env scaled-cartpoles --algo grpo:task+uniform --seed 1'],
  [
    { preset: 'literal', grouping: 'auto', numGroups: 6, weighting: 'balanced', remedy: 'popart', center: 'batch', learningRate: 0.01, seed: 3 },
    'grpo',
    'npm run cohort -- train --env scaled-cartpoles --algo grpo:literal-auto+balanced+popart --seed 3 --learning-rate 0.01:0 --num-groups 6 --center batch',
  ],
  [{ decay: 'none', remedy: 'reward-norm' }, 'ppo', 'npm run cohort -- train --env scaled-cartpoles --algo ppo+reward-norm --seed 1 --learning-rate 0.003'],
  [{ preset: 'deepseek', grouping: 'startState', weighting: 'balanced', rolloutSteps: 500 }, 'grpo', 'npm run cohort -- train --env scaled-cartpoles --algo grpo:critic-free+balanced --seed 1'],
  [{ preset: 'deepseek', grouping: 'auto', numGroups: 3, rolloutSteps: 500 }, 'grpo', 'npm run cohort -- train --env scaled-cartpoles --algo grpo:critic-free+uniform --seed 1 --grouping auto --num-groups 3'],
  [{ preset: 'deepseek', rolloutSteps: 500 }, 'ppo', 'npm run cohort -- train --env scaled-cartpoles --algo ppo --seed 1 --rollout-steps 500'],
  [{ grouping: 'startState', numEnvs: 8 }, 'grpo', 'npm run cohort -- train --env scaled-cartpoles --algo grpo:task+uniform --seed 1 --num-envs 8 --grouping startState'],
  [{ preset: 'drGrpo', grouping: 'startState', rolloutSteps: 500 }, 'grpo', 'npm run cohort -- train --env scaled-cartpoles --algo grpo:dr-grpo+uniform --seed 1'],
  [{ preset: 'rloo', grouping: 'startState', rolloutSteps: 500, numEnvs: 32 }, 'grpo', 'npm run cohort -- train --env scaled-cartpoles --algo grpo:rloo+uniform --seed 1 --num-envs 32'],
] as const)('%j as %s', (changes, algorithm, command) => {
  expect(commandLine({ ...defaultExperiment(), ...changes }, algorithm)).toBe(command);
});

test('without a critic, environments are named where their number is not that of the command', () => {
  const experiment = defaultExperiment('CartPole-v1', 'deepseek');
  expect([defaultExperiment('CartPole-v1').numEnvs, experiment.numEnvs]).toEqual([8, 16]);
  expect(commandLine(experiment, 'grpo')).toBe('npm run cohort -- train --env CartPole-v1 --algo grpo:critic-free+balanced --seed 1');
  expect(commandLine({ ...experiment, grouping: 'auto' }, 'grpo')).toBe(
    'npm run cohort -- train --env CartPole-v1 --algo grpo:critic-free+balanced --seed 1 --num-envs 16 --grouping auto --num-groups 4',
  );
});
