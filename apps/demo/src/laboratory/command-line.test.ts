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
] as const)('%j as %s', (changes, algorithm, command) => {
  expect(commandLine({ ...defaultExperiment(), ...changes }, algorithm)).toBe(command);
});
