import { describe, expect, test } from '@jest/globals';
import { balancedWeighter } from './balanced-weighter.ts';
import { createWeighter, weighterNames } from './registry.ts';

describe('createWeighter', () => {
  test('makes every weighter by its name, with its options', () => {
    expect(weighterNames).toEqual(expect.arrayContaining(['uniform', 'balanced', 'performance', 'adaptive', 'groupDro', 'dwa', 'learningProgress']));
    expect(weighterNames.map((name) => createWeighter(name).name)).toEqual(weighterNames);
    expect(() => createWeighter('performance', { temperature: -1 })).toThrow('invalid temperature: -1');
  });

  test('passes an own weighter through, refuses unknown names', () => {
    const own = balancedWeighter();
    expect(createWeighter(own)).toBe(own);
    expect(() => createWeighter('foo')).toThrow('unknown weighting: foo; expected one of uniform, balanced, performance');
  });
});
