import { describe, expect, test } from '@jest/globals';
import { weighterNames } from '@cohort-rl/grpo-weighting';
import { createEpisodeTracker, createRollout } from '@cohort-rl/rollouts';
import type { TaskInfo } from '@cohort-rl/rollouts';
import { groupRelative } from './group-relative.ts';
import type { GroupRelativeOptions } from './group-relative.ts';

const taskInfo: TaskInfo[] = ['a', 'b', 'c'].map((name) => ({ name, randomReturn: 0, expertReturn: 10 }));
const groupings = ['task', 'auto', 'difficulty', 'length', 'adaptive', 'hierarchical', 'startState'] as const;
const ways: readonly GroupRelativeOptions[] = [
  {}, { preset: 'literal' }, { center: 'leaveOneOut', scale: 'none' }, { center: 'none', scale: 'batch' }, { shape: 'rank' },
  { center: 'batch', scale: 'movingAverage' }, { shrinkage: 2, minGroupSize: 3 }, { unit: 'trajectory', lengthAveraging: true },
];

interface Scene {
  /** One list of episodes per environment; the last may be cut. */
  readonly envs: readonly (readonly { length: number; reward: number; task: number; isCut?: boolean }[])[];
  readonly advantage: (i: number) => number;
}

function play({ envs, advantage }: Scene) {
  const numEnvs = envs.length;
  const numSteps = envs[0]!.reduce((sum, { length }) => sum + length, 0);
  const rollout = createRollout({ numSteps, numEnvs, observationSize: 1, actionSize: 1, taskInfo });
  const timeline = envs.map((episodes) => episodes.flatMap((episode) => Array.from({ length: episode.length }, (_, t) => ({ ...episode, isLast: t === episode.length - 1 }))));
  const tracker = createEpisodeTracker(numEnvs);
  for (let t = 0; t < numSteps; t++) {
    const now = timeline.map((steps) => steps[t]!);
    const tasks = Int32Array.from(now, ({ task }) => task);
    const rewards = Float64Array.from(now, ({ reward }) => reward);
    rollout.rewards.set(rewards, t * numEnvs);
    rollout.tasks.set(tasks, t * numEnvs);
    tracker.record(t, rewards, Uint8Array.from(now, ({ isLast, isCut }) => Number(isLast && !isCut)), new Uint8Array(numEnvs), tasks, Int32Array.from(tasks));
  }
  rollout.advantages.forEach((_, i) => { rollout.advantages[i] = advantage(i); });
  return { rollout, trajectories: tracker.endRollout(rollout) };
}

const vary = (i: number) => Math.sin(i * i);
const scenes: Record<string, Scene> = {
  'one trajectory of one step': { envs: [[{ length: 1, reward: 1, task: 0 }]], advantage: vary },
  'one trajectory': { envs: [[{ length: 5, reward: 1, task: 1 }]], advantage: vary },
  'all equal returns': { envs: [0, 1, 2].map((task) => [{ length: 2, reward: 3, task }, { length: 2, reward: 3, task }]), advantage: vary },
  'all equal advantages': { envs: [0, 1, 2].map((task) => [{ length: 4, reward: task, task }]), advantage: () => 7 },
  'fewer trajectories than groups': { envs: [[{ length: 3, reward: 1, task: 0 }], [{ length: 3, reward: 2, task: 0 }]], advantage: vary },
  'an absent task': { envs: [[{ length: 2, reward: 1, task: 0 }, { length: 3, reward: 4, task: 2 }], [{ length: 1, reward: 1, task: 2 }, { length: 4, reward: 2, task: 0 }]], advantage: vary },
  'only cut trajectories': { envs: [0, 1].map((task) => [{ length: 4, reward: task, task, isCut: true }]), advantage: vary },
  'rewards that are not finite': { envs: [NaN, Infinity, 1].map((reward, task) => [{ length: 4, reward, task }]), advantage: vary },
};

describe.each(Object.entries(scenes))('%s', (name, scene) => {
  test.each(groupings)('%s: finite advantages and metrics, weights with mean 1, again and again', (grouping) => {
    const { rollout, trajectories } = play(scene);
    for (const way of ways) {
      for (const weighting of weighterNames) {
        const isMemory = way.scale === 'movingAverage' || !['uniform', 'balanced'].includes(weighting);
        if (grouping === 'startState' && isMemory) {
          expect(() => groupRelative({ ...way, grouping, weighting })).toThrow('labels of startState do not keep their meaning');
          continue;
        }
        const stage = groupRelative({ ...way, grouping, weighting });
        // Returns that are not finite are no outcomes.
        if (way.unit === 'trajectory' && name === 'rewards that are not finite') continue;
        for (let update = 0; update < 2; update++) {
          const { advantages, stepWeights, metrics, records } = stage.compute(rollout, trajectories);
          expect(advantages.every((advantage) => Math.abs(advantage) < 100)).toBe(true);
          expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
          const mean = stepWeights ? stepWeights.reduce((sum, weight) => sum + weight, 0) / stepWeights.length : 1;
          expect(mean).toBeCloseTo(1, 4);
          const { groups } = records[0]!;
          expect(groups.reduce((sum, { trajectories: count }) => sum + count, 0)).toBe(trajectories.length);
          expect(metrics['grpo/empty_groups']).toBe(groups.filter(({ trajectories: count }) => count === 0).length);
          expect(groups.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 4);
        }
      }
    }
  });
});

test('what was degenerate is recorded', () => {
  const compute = (scene: string, options: GroupRelativeOptions) => {
    const { rollout, trajectories } = play(scenes[scene]!);
    return groupRelative(options).compute(rollout, trajectories).metrics;
  };
  expect(compute('one trajectory of one step', { grouping: 'task' })).toMatchObject({ 'grpo/degenerate_groups': 1, 'grpo/empty_groups': 2 });
  expect(compute('all equal advantages', { grouping: 'task' })).toMatchObject({ 'grpo/degenerate_groups': 3, 'grpo/variance_removed': 0 });
  expect(compute('all equal returns', { grouping: 'difficulty' })).toMatchObject({ 'grpo/empty_groups': 3 });
  expect(compute('fewer trajectories than groups', { grouping: 'auto' })).toMatchObject({ 'grpo/empty_groups': 2, 'grpo/clusters': 2 });
  expect(compute('only cut trajectories', { grouping: 'adaptive' })).toMatchObject({ 'grpo/cut_share': 1, 'grpo/clusters': 0 });
  expect(compute('rewards that are not finite', { grouping: 'auto' })['grpo/missing_features']).toBeGreaterThan(0);
});
