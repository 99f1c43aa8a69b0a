import { describe, expect, test } from '@jest/globals';
import { normalizeAdvantages } from './normalize-advantages.ts';
import { createNormalizer } from './normalizer.ts';

describe('createNormalizer', () => {
  test('is normalizeAdvantages with its options fixed', () => {
    const [advantages, labels] = [Float32Array.of(1, 2, 30, 50), Int32Array.of(0, 0, 1, 1)];
    const normalizer = createNormalizer({ center: 'leaveOneOut', scale: 'batch', shrinkage: 3 });
    expect(normalizer.name).toBe('leaveOneOut/batch');
    expect(normalizer.normalize(advantages, labels, 2)).toEqual(
      normalizeAdvantages({ advantages, labels, numGroups: 2, center: 'leaveOneOut', scale: 'batch', shrinkage: 3 }),
    );
  });

  test('refuses bad options when it is made', () => {
    expect(() => createNormalizer({ center: 'foo' as 'none' })).toThrow('invalid center: foo');
  });
});
