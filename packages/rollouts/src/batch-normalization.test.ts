import { describe, expect, test } from '@jest/globals';
import { batchNormalization, rawAdvantages } from './batch-normalization.ts';
import { createRollout } from './rollout.ts';

function rolloutOf(advantages: number[]) {
  const rollout = createRollout({ numSteps: advantages.length, numEnvs: 1, observationSize: 1, actionSize: 1 });
  rollout.advantages.set(advantages);
  return rollout;
}

describe('batchNormalization', () => {
  test('hand case, population deviation', () => {
    const rollout = rolloutOf([2, 4, 4, 4, 5, 5, 7, 9]);
    const { advantages, stepWeights, stepLabels, numGroups } = batchNormalization().compute(rollout, []);
    expect([...advantages]).toEqual([-3, -1, -1, -1, 0, 0, 2, 4].map((x) => Math.fround(x / (2 + 1e-8))));
    expect({ stepWeights, stepLabels, numGroups }).toEqual({ stepWeights: null, stepLabels: null, numGroups: 1 });
    expect(rollout.advantages[0]).toBe(2);
  });

  test('steps between episodes are no part of mean and deviation', () => {
    const rollout = { ...rolloutOf([2, 4, 99, 4, 4, 5, 5, 7, -99, 9]), waiting: Uint8Array.of(0, 0, 1, 0, 0, 0, 0, 0, 1, 0) };
    const { advantages } = batchNormalization().compute(rollout, []);
    const expected = batchNormalization().compute(rolloutOf([2, 4, 4, 4, 5, 5, 7, 9]), []).advantages;
    expect([...advantages].filter((_, i) => i !== 2 && i !== 8)).toEqual([...expected]);
  });

  test('equal advantages become 0, not NaN', () => {
    expect([...batchNormalization().compute(rolloutOf([3, 3, 3]), []).advantages]).toEqual([0, 0, 0]);
  });

  test('rawAdvantages passes them through', () => {
    const rollout = rolloutOf([1, 5]);
    expect(rawAdvantages().compute(rollout, []).advantages).toBe(rollout.advantages);
  });
});
