import { describe, expect, test } from '@jest/globals';
import { createRollout, moments, stepLabels } from '@cohort-rl/rollouts';
import type { Trajectory } from '@cohort-rl/rollouts';
import fc from 'fast-check';
import { normalizeAdvantages } from './normalize-advantages.ts';
import { createNormalizer } from './normalizer.ts';

const advantages = Float32Array.of(1, 2, 30, 50);
const labels = Int32Array.of(0, 0, 1, 1);

/** One episode per environment, all from step 0. */
function episodesOf(specs: readonly { length: number; return: number; isCut?: boolean; before?: number }[]): Trajectory[] {
  const rollout = createRollout({ numSteps: Math.max(...specs.map(({ length }) => length)), numEnvs: specs.length, observationSize: 1, actionSize: 1 });
  return specs.map(({ length, return: episodeReturn, isCut = false, before = 0 }, env) => ({
    rollout, env, start: 0, length, episodeReturn, episodeLength: length + before, isComplete: !isCut, terminated: !isCut, truncated: false, task: 0,
  }));
}

describe('createNormalizer', () => {
  test('is normalizeAdvantages with its options fixed', () => {
    const normalizer = createNormalizer({ center: 'leaveOneOut', scale: 'batch', shrinkage: 3 });
    expect(normalizer.name).toBe('leaveOneOut/batch');
    expect(normalizer.normalize(advantages, labels, 2)).toEqual(
      normalizeAdvantages({ advantages, labels, numGroups: 2, center: 'leaveOneOut', scale: 'batch', shrinkage: 3 }),
    );
    expect(createNormalizer({ shape: 'rank' }).normalize(advantages, labels, 2)).toEqual(normalizeAdvantages({ advantages, labels, numGroups: 2, shape: 'rank' }));
    const levels = [{ name: 'task', numGroups: 1, groupOfLabel: Int32Array.of(0, 0) }];
    const mixed = createNormalizer({ levelWeights: [0, 0.5, 0.5] });
    expect(mixed.normalize(advantages, labels, 2, { trajectories: [], trajectoryLabels: new Int32Array(0), levels })).toEqual(
      normalizeAdvantages({ advantages, labels, numGroups: 2, levels, levelWeights: [0, 0.5, 0.5] }),
    );
    expect(['rank', 'trajectory group/group', 'group/group 0+0.5+0.5', 'group/movingAverage']).toEqual([
      createNormalizer({ shape: 'rank' }).name, createNormalizer({ unit: 'trajectory' }).name, mixed.name, createNormalizer({ scale: 'movingAverage' }).name,
    ]);
  });

  test('refuses bad options when it is made', () => {
    expect(() => createNormalizer({ center: 'foo' as 'none' })).toThrow('invalid center: foo');
    expect(() => createNormalizer({ unit: 'foo' as 'step' })).toThrow('invalid unit: foo; expected one of step, trajectory');
    expect(() => createNormalizer({ scale: 'movingAverage', scaleDecay: 1 })).toThrow('invalid scaleDecay: 1; expected a number in [0, 1)');
    expect(() => createNormalizer({ scaleDecay: 0.5 })).toThrow('invalid scaleDecay: 0.5; expected none without scale movingAverage');
    expect(() => createNormalizer({ scale: 'movingAverage', levelWeights: [0, 1] })).toThrow('expected none beside scale movingAverage');
  });
});

describe('scale movingAverage', () => {
  const rollouts = fc.array(
    fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -1, max: 2 })), { minLength: 1, maxLength: 30 }),
    { minLength: 1, maxLength: 6 },
  );

  test('divides by d · last + (1 − d) · own deviation, the first being the group\'s own; absent and constant groups keep theirs', () => {
    fc.assert(
      fc.property(rollouts, fc.constantFrom(0, 0.5, 0.9), fc.constantFrom('none' as const, 'group' as const), (list, scaleDecay, center) => {
        const normalizer = createNormalizer({ center, scale: 'movingAverage', scaleDecay });
        const averages: (number | null)[] = [null, null, null];
        for (const pairs of list) {
          const values = Float32Array.from(pairs, ([value]) => value);
          const own = Int32Array.from(pairs, ([, label]) => label);
          const { advantages: normalized, groups } = normalizer.normalize(values, own, 3);
          for (let g = 0; g < 3; g++) {
            const { std, mean } = moments(values, own.map((label) => (label === g ? 0 : -1)));
            if (std > 0) averages[g] = averages[g] === null ? std : scaleDecay * averages[g]! + (1 - scaleDecay) * std;
            expect(groups[g]!.isDegenerate).toBe(own.includes(g) && averages[g] === null);
            values.forEach((value, i) => {
              if (own[i] !== g) return;
              const expected = averages[g] === null ? 0 : (value - (center === 'group' ? mean : 0)) / averages[g]!;
              expect(normalized[i]).toBeCloseTo(expected, 4);
            });
          }
        }
      }),
    );
  });

  test('decay 0 is scale group', () => {
    const normalizer = createNormalizer({ scale: 'movingAverage', scaleDecay: 0, center: 'batch' });
    for (const shift of [0, 5, 1]) {
      const values = advantages.map((value, i) => value + shift * i);
      expect(normalizer.normalize(values, labels, 2)).toEqual(normalizeAdvantages({ advantages: values, labels, numGroups: 2, center: 'batch' }));
    }
  });

  test('needs stable labels; its state goes on equal to the uninterrupted run', () => {
    fc.assert(
      fc.property(rollouts, (list) => {
        const straight = createNormalizer({ scale: 'movingAverage' });
        let resumed = createNormalizer({ scale: 'movingAverage' });
        expect(straight.needsStableLabels).toBe(true);
        for (const pairs of list) {
          const values = Float32Array.from(pairs, ([value]) => value);
          const own = Int32Array.from(pairs, ([, label]) => label);
          expect(resumed.normalize(values, own, 3)).toEqual(straight.normalize(values, own, 3));
          const saved = JSON.stringify(resumed.getState!());
          resumed = createNormalizer({ scale: 'movingAverage' });
          resumed.setState!(JSON.parse(saved));
        }
      }),
    );
    expect(createNormalizer()).toMatchObject({ needsStableLabels: false });
  });
});

describe('unit trajectory', () => {
  const trajectories = episodesOf([{ length: 1, return: 10 }, { length: 5, return: 30 }, { length: 2, return: 7 }, { length: 3, return: 1 }, { length: 1, return: 4 }]);
  const trajectoryLabels = Int32Array.of(0, 0, 1, 1, 1);
  const own = stepLabels(trajectories, trajectoryLabels, 25);
  const perTrajectory = (options: Parameters<typeof createNormalizer>[0]) => {
    const { advantages: result } = createNormalizer({ unit: 'trajectory', ...options }).normalize(new Float32Array(25), own, 2, { trajectories, trajectoryLabels });
    trajectories.forEach(({ env, length }) => {
      for (let t = 0; t < 5; t++) expect(result[t * 5 + env]).toBe(t < length ? result[env] : 0);
    });
    return trajectories.map(({ env }) => result[env]!);
  };

  test('GRPO: (R − mean)/std of the group, each episode once whatever its length', () => {
    const std = Math.sqrt(6); // of 7, 1, 4
    [-1, 1, 3 / std, -3 / std, 0].forEach((expected, k) => expect(perTrajectory({})[k]).toBeCloseTo(expected, 6));
  });

  test('Dr. GRPO: R − mean; RLOO: R − mean of the others', () => {
    expect(perTrajectory({ scale: 'none' })).toEqual([-10, 10, 3, -3, 0]);
    expect(perTrajectory({ center: 'leaveOneOut', scale: 'none' })).toEqual([-20, 20, 4.5, -4.5, 0]);
  });

  test('the critic\'s advantages are of no consequence, and the result says what was normalised', () => {
    const normalizer = createNormalizer({ unit: 'trajectory' });
    const [a, b] = [0, 7].map((fill) => normalizer.normalize(new Float32Array(25).fill(fill), own, 2, { trajectories, trajectoryLabels }));
    expect(a).toEqual(b);
    expect(a!.groups.map(({ steps, mean }) => [steps, mean])).toEqual([[6, 20], [6, 4]]);
    trajectories.forEach(({ env, episodeReturn }) => expect(a!.before![env]).toBe(episodeReturn));
  });

  test('an episode that is cut counts with its return so far', () => {
    const cut = episodesOf([{ length: 2, return: 1 }, { length: 2, return: 7, isCut: true }]);
    const context = { trajectories: cut, trajectoryLabels: Int32Array.of(0, 0) };
    const { advantages: result } = createNormalizer({ unit: 'trajectory', scale: 'none' }).normalize(new Float32Array(4), new Int32Array(4), 1, context);
    expect([...result]).toEqual([-3, 3, -3, 3]);
  });

  test('refuses episodes begun earlier, and labels alone', () => {
    const normalizer = createNormalizer({ unit: 'trajectory' });
    const broken = episodesOf([{ length: 2, return: 1 }, { length: 2, return: 1, before: 3 }]);
    const context = { trajectories: broken, trajectoryLabels: Int32Array.of(0, 0) };
    expect(() => normalizer.normalize(new Float32Array(4), new Int32Array(4), 1, context)).toThrow('invalid trajectory: 1 began in an earlier rollout');
    expect(() => normalizer.normalize(advantages, labels, 2)).toThrow('invalid context: none; expected the trajectories');
  });
});
