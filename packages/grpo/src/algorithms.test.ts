import { describe, expect, test } from '@jest/globals';
import { grouperNames } from '@cohort-rl/grpo-grouping';
import { algorithmNames, parseAlgorithm } from './algorithms.ts';

describe('parseAlgorithm', () => {
  test('knows the ladder', () => {
    const groupings = grouperNames.filter((name) => name !== 'startState');
    expect(groupings).toEqual(expect.arrayContaining(['task', 'auto', 'difficulty', 'length', 'adaptive', 'hierarchical']));
    expect(algorithmNames).toEqual(['ppo', ...groupings.map((name) => `grpo:${name}`), ...groupings.map((name) => `grpo:literal-${name}`)]);
    expect(algorithmNames).toEqual(expect.arrayContaining(['grpo:task', 'grpo:auto', 'grpo:literal-auto', 'grpo:literal-difficulty']));
    for (const name of algorithmNames) expect(parseAlgorithm(name).name).toBe(name);
  });

  test('names stand for options of the stage', () => {
    expect(parseAlgorithm('ppo').stage).toBeNull();
    expect(parseAlgorithm('grpo:auto').stage).toEqual({ grouping: 'auto' });
    expect(parseAlgorithm('grpo:literal-difficulty').stage).toEqual({ grouping: 'difficulty', preset: 'literal' });
    expect(parseAlgorithm('grpo:task+balanced')).toEqual({ name: 'grpo:task+balanced', stage: { grouping: 'task', weighting: 'balanced' } });
    expect(parseAlgorithm('grpo:adaptive+adaptive').stage).toEqual({ grouping: 'adaptive', weighting: 'adaptive' });
    expect(parseAlgorithm('grpo:task+cagrad').stage).toEqual({ grouping: 'task', combiner: 'cagrad' });
    expect(parseAlgorithm('grpo:task+balanced+pcgrad').stage).toEqual({ grouping: 'task', weighting: 'balanced', combiner: 'pcgrad' });
    expect(parseAlgorithm('grpo:literal-auto+performance').stage).toEqual({ grouping: 'auto', preset: 'literal', weighting: 'performance' });
  });

  test.each(['foo', '', 'grpo:foo', 'grpo:startState', 'ppo+balanced', 'ppo+pcgrad', 'grpo:task+pcgrad+mgda', 'grpo:task+balanced+uniform', 'grpo:task+foo', 'grpo:task+', 'grpo:task+balanced+balanced', 'toString'])('refuses %j', (name) => {
    expect(() => parseAlgorithm(name)).toThrow(`unknown algorithm: ${name}; expected one of ppo, grpo:task, grpo:auto`);
  });
});
