import { describe, expect, test } from '@jest/globals';
import { trajectoriesOf } from './episodes.fixture.ts';
import { createGrouper, grouperNames } from './registry.ts';
import { taskGrouper } from './task-grouper.ts';

describe('createGrouper', () => {
  test('makes every grouper by its name', () => {
    expect(grouperNames).toEqual(expect.arrayContaining(['task', 'auto', 'difficulty', 'length', 'adaptive', 'hierarchical', 'startState']));
    expect(grouperNames.map((name) => createGrouper(name).name)).toEqual(grouperNames);
    for (const name of ['auto', 'difficulty', 'length', 'adaptive', 'hierarchical']) expect(createGrouper(name).isOutcomeBased).toBe(true);
    for (const name of ['task', 'startState']) expect(createGrouper(name).isOutcomeBased).toBe(false);
    for (const name of ['task', 'auto', 'difficulty', 'length', 'adaptive', 'hierarchical']) expect(createGrouper(name).hasStableLabels).toBe(true);
    expect(createGrouper('startState').hasStableLabels).toBe(false);
  });

  test('options reach the grouper', () => {
    expect(createGrouper('difficulty', { numGroups: 7 }).group(trajectoriesOf([{}])).numGroups).toBe(7);
    expect(() => createGrouper('length', { completeOnly: true }).group(trajectoriesOf([{ isCut: true }]))).toThrow('invalid trajectory: 0');
  });

  test('passes an own grouper through', () => {
    const own = taskGrouper();
    expect(createGrouper(own)).toBe(own);
  });

  test('refuses unknown names', () => {
    expect(() => createGrouper('foo')).toThrow(`unknown grouping: foo; expected one of ${grouperNames.join(', ')}`);
    expect(() => createGrouper('toString')).toThrow('unknown grouping: toString');
  });
});
