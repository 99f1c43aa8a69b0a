import { describe, expect, test } from '@jest/globals';
import { createRollout } from './rollout.ts';
import { stepLabels } from './trajectory.ts';
import type { Trajectory } from './trajectory.ts';

const rollout = createRollout({ numSteps: 4, numEnvs: 2, observationSize: 1, actionSize: 1 });
const view = (env: number, start: number, length: number): Trajectory => ({
  rollout, env, start, length, episodeReturn: 0, episodeLength: length, isComplete: true, terminated: true, truncated: false, task: 0,
});

describe('stepLabels', () => {
  test('spreads labels over time-major steps; −1 where nothing lies', () => {
    const labels = stepLabels([view(0, 0, 3), view(1, 1, 3)], Int32Array.of(5, 2), 8);
    expect([...labels]).toEqual([5, -1, 5, 2, 5, 2, -1, 2]);
  });

  test('refuses a wrong number of labels and steps beyond the end', () => {
    expect(() => stepLabels([view(0, 0, 3)], Int32Array.of(1, 2), 8)).toThrow('invalid number of labels: 2; expected 1, one per trajectory');
    expect(() => stepLabels([view(1, 0, 4)], Int32Array.of(1), 6)).toThrow('invalid numSteps: 6; trajectory 0 ends at step 7');
  });
});

describe('createRollout', () => {
  test('refuses bad sizes and arrays of another length', () => {
    expect(() => createRollout({ numSteps: 0, numEnvs: 1, observationSize: 1, actionSize: 1 })).toThrow('invalid numSteps: 0; expected a positive integer');
    expect(() => createRollout({ numSteps: 2, numEnvs: 1, observationSize: 1, actionSize: 1 }, { values: new Float32Array(3) })).toThrow(
      'invalid length of values: 3; expected 2',
    );
  });

  test('uses the arrays it is given', () => {
    const values = new Float32Array(2);
    expect(createRollout({ numSteps: 2, numEnvs: 1, observationSize: 1, actionSize: 1 }, { values }).values).toBe(values);
  });
});
