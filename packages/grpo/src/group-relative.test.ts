import { describe, expect, test } from '@jest/globals';
import { taskGrouper } from '@cohort-rl/grpo-grouping';
import { centers, normalizeAdvantages, scales } from '@cohort-rl/grpo-normalization';
import { balancedWeighter, performanceWeighter, stepWeights, sumCombiner, weighterNames } from '@cohort-rl/grpo-weighting';
import { batchNormalization, moments, stepLabels } from '@cohort-rl/rollouts';
import type { Grouper, Normalizer } from '@cohort-rl/rollouts';
import { algorithmNames, parseAlgorithm } from './algorithms.ts';
import { groupRelative } from './group-relative.ts';
import { createRolloutSource } from './rollout.fixture.ts';
import { vectorNeeds } from './vector-needs.ts';

const bits = (values: Float32Array) => new Int32Array(values.buffer as ArrayBuffer);

/** The grouper's groups under other names. */
function renamed(grouper: Grouper, names: readonly number[]): Grouper {
  return {
    ...grouper,
    group(trajectories) {
      const grouping = grouper.group(trajectories);
      const groups = names.map((_, label) => ({ ...grouping.groups[names.indexOf(label)]!, label }));
      return { ...grouping, labels: grouping.labels.map((label) => names[label]!), groups };
    },
  };
}

describe('groupRelative', () => {
  test('is grouping, normalisation and weighting one after the other', () => {
    const { rollout, trajectories } = createRolloutSource()();
    const staged = groupRelative({ grouping: 'task', center: 'leaveOneOut', scale: 'batch', shrinkage: 2, weighting: 'balanced', maxStepWeight: 1.2 }).compute(rollout, trajectories);
    const labels = stepLabels(trajectories, taskGrouper().group(trajectories).labels, rollout.advantages.length);
    expect(staged.stepLabels).toEqual(labels);
    expect(staged.stepLabels).toEqual(rollout.tasks);
    const expected = normalizeAdvantages({ advantages: rollout.advantages, labels, numGroups: 3, center: 'leaveOneOut', scale: 'batch', shrinkage: 2 });
    expect(staged.advantages).toEqual(expected.advantages);
    expect(staged.metrics).toMatchObject(expected.diagnostics);
    expect(staged.stepWeights).toEqual(stepWeights({ labels, weights: Float64Array.of(1, 1, 1), maxStepWeight: 1.2 }));
  });

  test("a normaliser of one's own takes the place of the options", () => {
    const { rollout, trajectories } = createRolloutSource()();
    const normalizer: Normalizer = {
      name: 'halved',
      needsStableLabels: false,
      normalize: (advantages, labels, numGroups) => {
        const normalized = normalizeAdvantages({ advantages, labels, numGroups, center: 'none', scale: 'none' });
        return { ...normalized, advantages: advantages.map((advantage) => advantage / 2) };
      },
    };
    const stage = groupRelative({ normalizer });
    expect(stage.name).toContain('halved');
    expect(stage.compute(rollout, trajectories).advantages).toEqual(rollout.advantages.map((advantage) => advantage / 2));
    expect(() => groupRelative({ normalizer, scale: 'batch' })).toThrow("invalid scale: batch; expected none beside a normaliser of one's own");
  });

  test('shape, levels above the groups, and averages reach the normaliser', () => {
    const { rollout, trajectories } = createRolloutSource()();
    expect(groupRelative({ shape: 'rank' }).name).toBe('groupRelative(task, rank, uniform)');
    expect(groupRelative({ scale: 'movingAverage' }).name).toBe('groupRelative(task, group/movingAverage, uniform)');
    const mixed = groupRelative({ grouping: 'hierarchical', numGroups: 2, center: 'group', levelWeights: [0, 1, 0] }).compute(rollout, trajectories);
    const byTask = groupRelative({ grouping: 'task', center: 'group' }).compute(rollout, trajectories);
    expect(bits(mixed.advantages)).toEqual(bits(byTask.advantages));
    expect(() => groupRelative({ grouping: 'startState', scale: 'movingAverage' })).toThrow('group/movingAverage remembers groups, but labels of startState');
    expect(() => groupRelative({ shape: 'rank', scale: 'batch' })).toThrow('invalid scale: batch; expected none beside shape rank');
  });

  test('a combiner goes with the stage, and changes neither advantages nor weights', () => {
    const { rollout, trajectories } = createRolloutSource()();
    const stage = groupRelative({ weighting: 'balanced', combiner: 'cagrad' });
    expect(stage.name).toBe('groupRelative(task, group/group, balanced, cagrad)');
    expect(stage.combiner!.name).toBe('cagrad');
    expect(stage.compute(rollout, trajectories)).toEqual(groupRelative({ weighting: 'balanced' }).compute(rollout, trajectories));
    const own = sumCombiner();
    expect(groupRelative({ combiner: own }).combiner).toBe(own);
    expect(groupRelative()).not.toHaveProperty('combiner');
    expect(() => groupRelative({ combiner: 'foo' })).toThrow('unknown combiner: foo; expected one of sum, pcgrad, cagrad, mgda');
    // The generator of the orders is saved with the stage.
    const pcgrad = () => groupRelative({ combiner: 'pcgrad', seed: 9 });
    const gradients = [Float32Array.of(1, 0, 0), Float32Array.of(-1, 1, 0), Float32Array.of(-1, -0.5, 1)];
    const draw = ({ combiner }: ReturnType<typeof pcgrad>) => Array.from({ length: 12 }, () => { const out = new Float32Array(3); combiner!.combine(gradients, out); return out; });
    const straight = pcgrad();
    draw(straight);
    const resumed = pcgrad();
    resumed.setState!(JSON.parse(JSON.stringify(straight.getState!())));
    expect(draw(resumed)).toEqual(draw(straight));
    expect(draw(pcgrad())).not.toEqual(draw(straight));
  });

  test('one group, centre and scale of group or batch: PPO\'s batch normalisation to the bit, no weights', () => {
    const { rollout, trajectories } = createRolloutSource({ taskInfo: [{ name: 'only' }] })();
    const expected = batchNormalization().compute(rollout, trajectories);
    for (const center of ['group', 'batch'] as const) {
      for (const scale of ['group', 'batch'] as const) {
        for (const options of [{ grouping: 'task' }, { grouping: 'auto', numGroups: 1 }, { grouping: 'difficulty', numGroups: 1 }, { grouping: 'adaptive', numGroups: 1 }, { grouping: 'hierarchical', numGroups: 1 }] as const) {
          const staged = groupRelative({ ...options, center, scale }).compute(rollout, trajectories);
          expect(bits(staged.advantages)).toEqual(bits(expected.advantages));
          expect(staged.stepWeights).toBeNull();
        }
      }
    }
  });

  test('names of groups change no bit of the advantages', () => {
    const { rollout, trajectories } = createRolloutSource()();
    for (const center of centers) {
      for (const scale of scales) {
        const straight = groupRelative({ center, scale, weighting: 'balanced' }).compute(rollout, trajectories);
        const other = groupRelative({ grouping: renamed(taskGrouper(), [2, 0, 1]), center, scale, weighting: 'balanced' }).compute(rollout, trajectories);
        expect(bits(other.advantages)).toEqual(bits(straight.advantages));
        expect(other.stepWeights).toEqual(straight.stepWeights);
      }
    }
  });

  // The table in README.md.
  test.each([
    ['task', 'recommended', 'groupRelative(task, group/group, uniform)'],
    ['auto', 'recommended', 'groupRelative(auto, batch/group, uniform)'],
    ['difficulty', 'recommended', 'groupRelative(difficulty, batch/group, uniform)'],
    ['length', 'recommended', 'groupRelative(length, batch/group, uniform)'],
    ['adaptive', 'recommended', 'groupRelative(adaptive, batch/group, uniform)'],
    ['hierarchical', 'recommended', 'groupRelative(hierarchical, batch/group, uniform)'],
    ['task', 'literal', 'groupRelative(task, group/group, balanced)'],
    ['auto', 'literal', 'groupRelative(auto, group/group, balanced)'],
    ['difficulty', 'literal', 'groupRelative(difficulty, group/group, balanced)'],
  ] as const)('%s, preset %s: %s', (grouping, preset, name) => {
    expect(groupRelative({ grouping, preset }).name).toBe(name);
  });

  test('explicit options override the preset; recommended is the default', () => {
    expect(groupRelative({ grouping: 'auto', preset: 'literal', center: 'batch', weighting: 'uniform' }).name).toBe('groupRelative(auto, batch/group, uniform)');
    expect(groupRelative({ grouping: 'auto', scale: 'none' }).name).toBe('groupRelative(auto, batch/none, uniform)');
    expect(groupRelative().name).toBe('groupRelative(task, group/group, uniform)');
  });

  test('records say what happened to each group', () => {
    const { rollout, trajectories } = createRolloutSource({ taskInfo: [{ name: 'a' }, { name: 'b' }] })();
    const { records, metrics, advantages, stepLabels: labels, stepWeights: weights } = groupRelative({ weighting: 'balanced' }).compute(rollout, trajectories);
    expect(records).toHaveLength(1);
    const { strategy, groups, diagnostics } = records[0]!;
    expect(strategy).toBe('task');
    expect(diagnostics).toEqual(metrics);
    expect(metrics['grpo/max_step_weight']).toBe(Math.max(...weights!));
    groups.forEach((group, g) => {
      const ofGroup = (values: Float32Array) => values.filter((_, i) => labels![i] === g).sort();
      const [before, after] = [ofGroup(rollout.advantages), ofGroup(advantages)];
      const own = trajectories.filter(({ task }) => task === g);
      const returns = own.filter(({ isComplete }) => isComplete).map(({ episodeReturn }) => episodeReturn);
      expect(group).toMatchObject({ label: g, name: rollout.taskInfo[g]!.name, trajectories: own.length, steps: before.length });
      expect(group.weight).toBeCloseTo(0.5, 6);
      expect(group.returnMean).toBeCloseTo(returns.reduce((a, b) => a + b, 0) / returns.length, 9);
      expect([group.advantageBefore.mean, group.advantageBefore.std]).toEqual([expect.closeTo(moments(before).mean, 9), expect.closeTo(moments(before).std, 9)]);
      expect([group.advantageAfter.mean, group.advantageAfter.std]).toEqual([expect.closeTo(0, 5), expect.closeTo(1, 5)]);
      for (const [summary, sorted] of [[group.advantageBefore, before], [group.advantageAfter, after]] as const) {
        expect([summary.quantiles[0], summary.quantiles[4]]).toEqual([sorted[0], sorted[sorted.length - 1]]);
        expect(summary.quantiles[2]).toBeCloseTo((sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2, 5);
      }
    });
  });

  test('performance weights: the task that is furthest from its expert counts most', () => {
    const references = { randomReturn: 0, expertReturn: 1 };
    const source = createRolloutSource({ taskInfo: [{ name: 'a', ...references }, { name: 'b', ...references, expertReturn: 1000 }] });
    const { rollout, trajectories } = source();
    const { records } = groupRelative({ weighting: 'performance', temperature: 2 }).compute(rollout, trajectories);
    const [a, b] = records[0]!.groups;
    const scores = [a!.returnMean! / 1, b!.returnMean! / 1000];
    expect(scores[0]).toBeGreaterThan(scores[1]!);
    expect(b!.weight / a!.weight).toBeCloseTo(Math.exp((scores[0]! - scores[1]!) / 2), 5);
  });

  test('performance weights without references: by the range of returns', () => {
    const { rollout, trajectories } = createRolloutSource()();
    const { groups } = groupRelative({ weighting: 'performance' }).compute(rollout, trajectories).records[0]!;
    const returns = groups.map(({ returnMean }) => returnMean!);
    const place = returns.map((value) => (value - Math.min(...returns)) / (Math.max(...returns) - Math.min(...returns)));
    expect(groups[0]!.weight / groups[2]!.weight).toBeCloseTo(Math.exp(place[2]! - place[0]!), 5);
  });

  test('every algorithm of the ladder with a critic: state saved in the middle goes on equal to the uninterrupted run', () => {
    const withCritic = algorithmNames.filter((name) => name !== 'ppo' && !vectorNeeds(parseAlgorithm(name).stage!).wholeEpisodes);
    const names = [...withCritic, ...weighterNames.map((weighting) => `grpo:auto+${weighting}`)];
    const stages = [...names.map((name) => parseAlgorithm(name).stage!), { scale: 'movingAverage' }, { combiner: 'pcgrad' }] as const;
    for (const options of stages) {
      const source = createRolloutSource();
      const straight = groupRelative(options);
      let resumed = groupRelative(options);
      for (let update = 0; update < 5; update++) {
        const { rollout, trajectories } = source();
        expect(resumed.compute(rollout, trajectories)).toEqual(straight.compute(rollout, trajectories));
        const saved = JSON.stringify(resumed.getState!());
        resumed = groupRelative(options);
        resumed.setState!(JSON.parse(saved));
      }
    }
  });

  test('weights have mean 1 and advantages are finite over all combinations', () => {
    const { rollout, trajectories } = createRolloutSource()();
    for (const grouping of ['task', 'auto', 'difficulty', 'length', 'adaptive', 'hierarchical']) {
      for (const center of centers) {
        for (const scale of scales) {
          const { advantages, stepWeights: weights } = groupRelative({ grouping, center, scale, weighting: 'performance' }).compute(rollout, trajectories);
          expect(advantages.every(Number.isFinite)).toBe(true);
          expect(moments(weights!).mean).toBeCloseTo(1, 5);
        }
      }
    }
  });

  test('refuses what it cannot work with', () => {
    expect(() => groupRelative({ grouping: 'foo' })).toThrow('unknown grouping: foo; expected one of task, auto, difficulty, length');
    expect(() => groupRelative({ weighting: 'foo' })).toThrow('unknown weighting: foo; expected one of uniform, balanced, performance');
    expect(() => groupRelative({ preset: 'foo' as 'literal' })).toThrow('unknown preset: foo; expected one of recommended, literal, deepseek, drGrpo, rloo');
    expect(() => groupRelative({ center: 'foo' as 'none' })).toThrow('invalid center: foo');
    expect(() => groupRelative({ maxStepWeight: 0 })).toThrow('invalid maxStepWeight: 0');
    const { rollout, trajectories } = createRolloutSource()();
    expect(() => groupRelative({ completeOnly: true }).compute(rollout, trajectories)).toThrow('is cut by the end of the rollout');
    const wild: Grouper = { ...taskGrouper(), group: (list) => ({ ...taskGrouper().group(list), labels: new Int32Array(list.length).fill(-1) }) };
    expect(() => groupRelative({ grouping: wild }).compute(rollout, trajectories)).toThrow('invalid label of trajectory 0: -1; expected 0 to 2');
  });

  test('a stage that remembers groups is refused behind labels without lasting meaning', () => {
    const unstable: Grouper = { ...taskGrouper(), name: 'unstable', hasStableLabels: false };
    expect(() => groupRelative({ grouping: unstable, weighting: performanceWeighter() })).toThrow('performance remembers groups, but labels of unstable');
    expect(groupRelative({ grouping: unstable, weighting: balancedWeighter() }).name).toBe('groupRelative(unstable, group/group, balanced)');
  });
});
