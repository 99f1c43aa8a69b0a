import { acrobotRules } from './acrobot.ts';
import { cartPoleRules } from './cart-pole.ts';
import { suiteKind, suiteOptionNames } from './env-kind.ts';
import type { EnvKind, EnvRules, SuiteOptions } from './env-kind.ts';
import { frozenLakeRules } from './frozen-lake.ts';
import { MAX_TORQUE, pendulumRules } from './pendulum.ts';
import { referenceReturns } from './reference-returns.ts';
import { discrete } from './spaces.ts';
import { checkOptionNames } from './validation.ts';

const references = referenceReturns['classic-mix'];

const TORQUES = [-1, -0.5, 0, 0.5, 1].map((part) => part * MAX_TORQUE);

/** The pendulum with five torques to choose from. */
function discretePendulumRules(): EnvRules {
  const rules = pendulumRules(10);
  return {
    ...rules,
    actionSpace: discrete(TORQUES.length),
    step: (states, s, action, generators, g, outcome) => rules.step(states, s, TORQUES[action]!, generators, g, outcome),
  };
}

/**
 * Gymnasium's CartPole-v1, Acrobot-v1, Pendulum-v1 with five torques, and FrozenLake-v1 behind one policy: observations of 4, 6, 3 and 16
 * numbers and 2, 3, 5 and 4 actions, padded and masked.
 * @throws RangeError or TypeError for an invalid or unknown option.
 */
export function classicMixKind(id: string, options: SuiteOptions): EnvKind {
  checkOptionNames(options, suiteOptionNames);
  const tasks = [
    { task: { name: 'CartPole-v1', ...references['CartPole-v1'] }, rules: cartPoleRules({}, false), maxEpisodeSteps: 500 },
    { task: { name: 'Acrobot-v1', ...references['Acrobot-v1'] }, rules: acrobotRules(), maxEpisodeSteps: 500 },
    { task: { name: 'Pendulum-v1', ...references['Pendulum-v1'] }, rules: discretePendulumRules(), maxEpisodeSteps: 200 },
    { task: { name: 'FrozenLake-v1', ...references['FrozenLake-v1'] }, rules: frozenLakeRules({}), maxEpisodeSteps: 100 },
  ];
  return suiteKind(id, tasks, options);
}
