import { describe, expect, test } from '@jest/globals';
import { makeVec } from '@cohort-rl/envs';
import { createRollout } from '@cohort-rl/rollouts';
import type { Trajectory } from '@cohort-rl/rollouts';
import fc from 'fast-check';
import { groupRelative } from './group-relative.ts';
import { createGrpo } from './grpo.ts';
import type { GroupRelativePreset } from './presets.ts';

const numSteps = 12;
const episode = fc.record({ return: fc.integer({ min: -20, max: 20 }), length: fc.integer({ min: 1, max: numSteps }) });
/** Groups of whole episodes that share a start. */
const families = fc.array(fc.array(episode, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 4 });
type Family = { return: number; length: number }[];

/** One environment per episode, from step 0; the steps after its end belong to none. */
function episodesOf(groups: Family[]) {
  const specs = groups.flatMap((group, startId) => group.map((spec) => ({ ...spec, startId: 100 + startId })));
  const rollout = createRollout({ numSteps, numEnvs: specs.length, observationSize: 1, actionSize: 1 });
  const trajectories = specs.map(({ length, startId, return: episodeReturn }, env): Trajectory => ({
    rollout, env, start: 0, length, episodeReturn, episodeLength: length, isComplete: true, terminated: true, truncated: false, task: 0, startId,
  }));
  rollout.advantages.fill(NaN); // no critic
  return { rollout, trajectories };
}

const mean = (list: readonly number[]) => list.reduce((sum, x) => sum + x, 0) / list.length;
const std = (list: readonly number[]) => Math.sqrt(mean(list.map((x) => (x - mean(list)) ** 2)));

/** What the policy loss makes of the stage: Σ w A x / M over the steps of episodes, x a number for each step. */
function weightedMean(preset: GroupRelativePreset, groups: Family[], x: (env: number, t: number) => number) {
  const { rollout, trajectories } = episodesOf(groups);
  const { advantages, stepWeights } = groupRelative({ preset }).compute(rollout, trajectories);
  let sum = 0;
  let steps = 0;
  for (const { env, length } of trajectories) {
    for (let t = 0; t < length; t++) {
      const i = t * rollout.numEnvs + env;
      sum += (stepWeights?.[i] ?? 1) * advantages[i]! * x(env, t);
      steps++;
    }
  }
  return { sum, steps };
}

const x = (env: number, t: number) => Math.sin(3 * env + 7 * t);

/** Calls with each group's returns, and each episode's index in it, number over all, and length. */
function eachEpisode(groups: Family[], visit: (returns: number[], index: number, env: number, length: number) => number) {
  let env = 0;
  return groups.map((group) => group.map(({ length }, index) => visit(group.map((spec) => spec.return), index, env++, length)));
}
const overSteps = (env: number, length: number) => Array.from({ length }, (_, t) => x(env, t));

describe('the critic-free presets are the published objectives', () => {
  test('deepseek: the mean over groups of the mean over episodes of the mean over steps of (R − mean)/std · x', () => {
    fc.assert(
      fc.property(families, (groups) => {
        const terms = eachEpisode(groups, (returns, index, env, length) => {
          const deviation = std(returns);
          return deviation > 0 ? ((returns[index]! - mean(returns)) / deviation) * mean(overSteps(env, length)) : 0;
        });
        const { sum, steps } = weightedMean('deepseek', groups, x);
        expect(sum / steps).toBeCloseTo(mean(terms.map(mean)), 4);
      }),
    );
  });

  test('drGrpo and rloo: sums over all steps of (R − mean) · x, and of (R − mean of the others) · x', () => {
    fc.assert(
      fc.property(families, (groups) => {
        const sums = eachEpisode(groups, (returns, index, env, length) => (returns[index]! - mean(returns)) * overSteps(env, length).reduce((a, b) => a + b));
        expect(weightedMean('drGrpo', groups, x).sum).toBeCloseTo(sums.flat().reduce((a, b) => a + b), 2);
        const others = sums.map((list) => list.map((term) => (term * list.length) / (list.length - 1)));
        expect(weightedMean('rloo', groups, x).sum).toBeCloseTo(others.flat().reduce((a, b) => a + b), 2);
      }),
    );
  });

  test('a group of equal returns gives nothing, and is counted', () => {
    const { rollout, trajectories } = episodesOf([[{ return: 5, length: 3 }, { return: 5, length: 9 }], [{ return: 0, length: 2 }, { return: 1, length: 2 }]]);
    const { advantages, metrics, records } = groupRelative({ preset: 'deepseek' }).compute(rollout, trajectories);
    expect(advantages.filter((_, i) => i % 4 < 2).every((advantage) => advantage === 0)).toBe(true);
    expect(metrics['grpo/degenerate_groups']).toBe(1);
    expect(records[0]!.groups.map(({ name, weight, advantageBefore }) => [name, weight, advantageBefore.quantiles[4]])).toEqual([
      ['start 100', expect.closeTo(0.5, 6), 5], ['start 101', expect.closeTo(0.5, 6), 1],
    ]);
  });

  test('names of the stages, as README.md has them', () => {
    expect(['deepseek', 'drGrpo', 'rloo'].map((preset) => groupRelative({ preset: preset as GroupRelativePreset }).name)).toEqual([
      'groupRelative(startState, trajectory group/group, balanced)',
      'groupRelative(startState, trajectory group/none, uniform)',
      'groupRelative(startState, trajectory leaveOneOut/none, uniform)',
    ]);
    expect(groupRelative({ preset: 'rloo', grouping: 'task', weighting: 'balanced' }).name).toBe('groupRelative(task, trajectory leaveOneOut/none, balanced)');
  });

  test('take an episode that is cut with its return so far; refuse those begun earlier or from an unknown start', () => {
    const { rollout, trajectories } = episodesOf([[{ return: 5, length: 3 }, { return: 4, length: 9 }]]);
    const stage = groupRelative({ preset: 'drGrpo' });
    const { advantages, metrics } = stage.compute(rollout, [trajectories[0]!, { ...trajectories[1]!, isComplete: false }]);
    expect([advantages[0], advantages[1], metrics['grpo/cut_share']]).toEqual([0.5, -0.5, 0.5]);
    expect(() => stage.compute(rollout, [{ ...trajectories[0]!, episodeLength: 4 }])).toThrow('invalid trajectory: 0 began in an earlier rollout');
    expect(() => stage.compute(rollout, [{ ...trajectories[0]!, startId: -1 }])).toThrow('invalid startId of trajectory 0: -1');
  });

  test('createGrpo says which environments they need', async () => {
    const make = (options: { replicas?: number; autoreset?: 'disabled' }) => makeVec('CartPole-v1', { numEnvs: 2, seed: 1, ...options });
    const both = "needs whole episodes in groups that share a start; expected those of makeVec(id, { numEnvs: 16, replicas: 8, autoreset: 'disabled' })";
    for (const envs of [make({}), make({ replicas: 2 }), make({ autoreset: 'disabled' })]) {
      await expect(createGrpo(envs, { preset: 'deepseek' })).rejects.toThrow(`invalid environments: CartPole-v1, as preset: deepseek ${both}`);
    }
    await expect(createGrpo(make({}), { unit: 'trajectory' })).rejects.toThrow(
      "as unit: trajectory needs whole episodes; expected those of makeVec(id, { numEnvs: 16, autoreset: 'disabled' })",
    );
    await expect(createGrpo(make({}), { grouping: 'startState' })).rejects.toThrow(
      'as grouping: startState needs episodes in groups that share a start; expected those of makeVec(id, { numEnvs: 16, replicas: 8 })',
    );
    await expect(createGrpo(make({ replicas: 2 }), { grouping: 'startState' })).resolves.toHaveProperty('learn');
    await expect(createGrpo(make({}), { preset: 'drGrpo', grouping: 'task', unit: 'step' })).resolves.toHaveProperty('learn');
  });
});

describe('lengthAveraging', () => {
  test('with equal lengths it changes nothing; else each episode of a group has the same share', () => {
    const compute = (groups: Family[], lengthAveraging: boolean) => {
      const { rollout, trajectories } = episodesOf(groups);
      return { trajectories, weights: groupRelative({ preset: 'drGrpo', weighting: 'balanced', lengthAveraging }).compute(rollout, trajectories).stepWeights };
    };
    const even = [[{ return: 1, length: 4 }, { return: 2, length: 4 }], [{ return: 1, length: 4 }, { return: 1, length: 4 }, { return: 0, length: 4 }]];
    const [a, b] = [compute(even, true).weights!, compute(even, false).weights!];
    a.forEach((weight, i) => expect(weight).toBeCloseTo(b[i]!, 5));
    const { weights, trajectories } = compute([[{ return: 1, length: 1 }, { return: 2, length: 9 }]], true);
    expect(trajectories.map(({ env, length }) => weights![env]! * length)).toEqual([expect.closeTo(5, 5), expect.closeTo(5, 5)]);
  });
});
