import { describe, expect, test } from '@jest/globals';
import { grouperNames } from '@cohort-rl/grpo-grouping';
import { algorithmNames, parseAlgorithm } from './algorithms.ts';

describe('parseAlgorithm', () => {
  test('knows the ladder', () => {
    const groupings = grouperNames.filter((name) => name !== 'startState');
    expect(groupings).toEqual(expect.arrayContaining(['task', 'auto', 'difficulty', 'length', 'adaptive', 'hierarchical']));
    expect(algorithmNames).toEqual(['ppo', ...groupings.map((name) => `grpo:${name}`), ...groupings.map((name) => `grpo:literal-${name}`), 'grpo:critic-free', 'grpo:dr-grpo', 'grpo:rloo']);
    expect(algorithmNames).toEqual(expect.arrayContaining(['grpo:task', 'grpo:auto', 'grpo:literal-auto', 'grpo:literal-difficulty']));
    for (const name of algorithmNames) expect(parseAlgorithm(name).name).toBe(name);
  });

  test('names stand for options of the stage', () => {
    expect(parseAlgorithm('ppo').stage).toBeNull();
    expect(parseAlgorithm('grpo:auto').stage).toEqual({ grouping: 'auto' });
    expect(parseAlgorithm('grpo:literal-difficulty').stage).toEqual({ grouping: 'difficulty', preset: 'literal' });
    expect(parseAlgorithm('grpo:task+balanced')).toEqual({
      name: 'grpo:task+balanced',
      stage: { grouping: 'task', weighting: 'balanced' },
      hasRewardNormalization: false,
      hasPopArt: false,
    });
    expect(parseAlgorithm('grpo:critic-free').stage).toEqual({ preset: 'deepseek' });
    expect(parseAlgorithm('grpo:dr-grpo').stage).toEqual({ preset: 'drGrpo' });
    expect(parseAlgorithm('grpo:rloo+balanced').stage).toEqual({ preset: 'rloo', weighting: 'balanced' });
    expect(parseAlgorithm('grpo:critic-free+pcgrad').stage).toEqual({ preset: 'deepseek', combiner: 'pcgrad' });
    expect(parseAlgorithm('grpo:adaptive+adaptive').stage).toEqual({ grouping: 'adaptive', weighting: 'adaptive' });
    expect(parseAlgorithm('grpo:task+cagrad').stage).toEqual({ grouping: 'task', combiner: 'cagrad' });
    expect(parseAlgorithm('grpo:task+balanced+pcgrad').stage).toEqual({ grouping: 'task', weighting: 'balanced', combiner: 'pcgrad' });
    expect(parseAlgorithm('grpo:literal-auto+performance').stage).toEqual({ grouping: 'auto', preset: 'literal', weighting: 'performance' });
  });

  test.each<[string, unknown, boolean, boolean]>([
    ['ppo', null, false, false],
    ['ppo+reward-norm', null, true, false],
    ['ppo+popart', null, false, true],
    ['ppo+popart+reward-norm', null, true, true],
    ['grpo:task+popart', { grouping: 'task' }, false, true],
    ['grpo:literal-auto+reward-norm', { grouping: 'auto', preset: 'literal' }, true, false],
    ['grpo:task+popart+adaptive+mgda', { grouping: 'task', weighting: 'adaptive', combiner: 'mgda' }, false, true],
  ])('%s: remedies go with any name that has a critic, in any place', (name, stage, hasRewardNormalization, hasPopArt) => {
    expect(parseAlgorithm(name)).toEqual({ name, stage, hasRewardNormalization, hasPopArt });
  });

  test.each(['foo', '', 'grpo:foo', 'grpo:startState', 'ppo+balanced', 'ppo+pcgrad', 'grpo:task+pcgrad+mgda', 'grpo:task+balanced+uniform', 'grpo:task+foo', 'grpo:task+', 'grpo:task+balanced+balanced', 'ppo+popart+popart', 'ppo+popart+balanced', 'ppo+', 'grpo:critic-free+popart', 'grpo:critic-free+reward-norm', 'grpo:dr-grpo+popart', 'grpo:rloo+reward-norm', 'grpo:drGrpo', 'toString'])('refuses %j', (name) => {
    expect(() => parseAlgorithm(name)).toThrow(`unknown algorithm: ${name}; expected one of ppo, grpo:task, grpo:auto`);
  });
});
