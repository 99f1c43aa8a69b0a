import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SnapshotRecord } from '@cohort-rl/analysis';
import { createAgent } from '../training/create-agent.ts';
import { defaultExperiment } from '../training/experiment.ts';
import { learningCurve, referencesOf } from './learning-score.ts';
import { largestChange, nextSignFlip, viewRollout, viewStep, type ViewOptions } from './view-rollout.ts';

const experiment = { ...defaultExperiment('scaled-cartpoles'), numEnvs: 8, rolloutSteps: 64, weighting: 'balanced' };
const literal: ViewOptions = { center: 'group', scale: 'group', weighting: 'balanced' };
let snapshot: SnapshotRecord;

beforeAll(async () => {
  const agent = await createAgent({ algorithm: 'grpo', experiment, threads: 1 });
  for await (const { records } of agent.learn({ totalSteps: 3 * 512, snapshotEvery: 3 })) snapshot = (records.find(({ type }) => type === 'snapshot') as SnapshotRecord | undefined) ?? snapshot;
});

describe('a rollout as the page shows it', () => {
  test('is what the run used: advantages relative to groups, and the share of each group in the loss', () => {
    const view = viewRollout(snapshot, literal);
    snapshot.advantagesAfter.forEach((value, i) => expect(view.overGroups[i]).toBeCloseTo(value, 4));
    for (const { label, weight } of snapshot.groups) {
      const share = view.stepWeights.reduce((sum, each, i) => sum + (view.labels[i] === label ? each : 0), 0) / view.batch.count;
      expect(share).toBeCloseTo(weight, 5);
    }
  });

  test.each([
    [{ center: 'group', scale: 'group' }, ({ advantage, groupMean, groupStd }) => (advantage - groupMean) / groupStd],
    [{ center: 'batch', scale: 'batch' }, ({ overAll }) => overAll],
    [{ center: 'none', scale: 'none' }, ({ advantage }) => advantage],
    [{ center: 'leaveOneOut', scale: 'none' }, ({ advantage, groupMean, groupSteps }) => advantage - (groupMean * groupSteps - advantage) / (groupSteps - 1)],
  ] as [Pick<ViewOptions, 'center' | 'scale'>, (step: ReturnType<typeof viewStep>) => number][])('the equation of %j holds at every step', (options, equation) => {
    const view = viewRollout(snapshot, { ...options, weighting: 'uniform' });
    for (let i = 0; i < view.labels.length; i += 7) {
      const step = viewStep(snapshot, view, i);
      expect(step.overGroup).toBeCloseTo(equation(step), 3);
    }
  });

  test('a step knows its place, its task and its group', () => {
    const view = viewRollout(snapshot, literal);
    for (const { env, start, length, task, label } of snapshot.trajectories) {
      for (const time of [start, start + length - 1]) {
        const step = viewStep(snapshot, view, time * snapshot.numEnvs + env);
        expect([step.env, step.time, step.task, step.label]).toEqual([env, time, task, label]);
        expect(step.group).toBe(task);
      }
    }
  });

  test('the weight of a step is the equation of its symbols', () => {
    const view = viewRollout(snapshot, literal, referencesOf('scaled-cartpoles'));
    const step = viewStep(snapshot, view, 5);
    expect(step.weight).toBeCloseTo((step.groupWeight * step.numSteps) / (step.groupSteps * step.weightSum), 5);
    const uniform = viewRollout(snapshot, { ...literal, weighting: 'uniform' });
    expect(Array.from(uniform.stepWeights).every((weight) => Math.abs(weight - 1) < 1e-6)).toBe(true);
  });

  test('steps whose sign turns are found one after the other, going round', () => {
    const view = viewRollout(snapshot, literal);
    const turned = Array.from(view.labels.keys()).filter((i) => view.overAll[i]! * view.overGroups[i]! < 0);
    const found: number[] = [];
    for (let at: number | null = -1; found.length < turned.length && (at = nextSignFlip(view, at)) !== null;) found.push(at);
    expect(found).toEqual(turned);
    expect(nextSignFlip(view, turned.at(-1)!)).toBe(turned[0]);
    expect(view.signFlipFraction).toBeCloseTo(turned.length / view.batch.count, 6);
    const change = (i: number): number => Math.abs(view.overAll[i]! - view.overGroups[i]!);
    expect(Array.from(view.labels.keys()).every((i) => change(i) <= change(largestChange(view)))).toBe(true);
    expect(nextSignFlip(viewRollout(snapshot, { ...literal, center: 'batch', scale: 'batch' }), 0)).toBeNull();
  });
});

describe('the learning curve', () => {
  const update = (step: number, metrics: Record<string, number>) => ({ type: 'update' as const, step, update: step, metrics });

  test('is the mean over tasks of normalised scores, once every task has had an episode', () => {
    const references = { a: { randomReturn: 0, expertReturn: 10 }, b: { randomReturn: -1, expertReturn: 1 } };
    const updates = [update(1, { 'task/a/episodic_return': 5 }), update(2, { 'task/a/episodic_return': 5, 'task/b/episodic_return': 1 })];
    expect(learningCurve(updates, references)).toEqual([{ step: 2, value: 0.75 }]);
  });

  test('is the return itself without references', () => {
    expect(learningCurve([update(1, {}), update(2, { 'charts/episodic_return': 7 })], {})).toEqual([{ step: 2, value: 7 }]);
    expect(referencesOf('nowhere')).toEqual({});
    expect(Object.keys(referencesOf('scaled-cartpoles'))).toEqual(['standard', 'long', 'heavy', 'short']);
  });
});
