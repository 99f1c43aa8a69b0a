import { describe, expect, test } from '@jest/globals';
import { trajectoriesOf } from './episodes.fixture.ts';
import { computeFeatures, meanObservation, resolveFeatures, trajectoryFeatures } from './features.ts';

describe('trajectoryFeatures', () => {
  test('hand case, each from its own steps', () => {
    const trajectories = trajectoriesOf([
      { return: 6, length: 3, rewards: [1, 2, 3], values: [1, 2, 6], advantages: [-1, 2, -3] },
      { return: 4, length: 1, rewards: [4], values: [5], advantages: [-7], isCut: true, lastValue: 2 },
    ]);
    const { names, values } = computeFeatures(trajectories, Object.values(trajectoryFeatures));
    expect(names).toEqual(['episodeReturn', 'episodeLength', 'rewardMean', 'rewardStd', 'meanValue', 'meanAbsoluteAdvantage']);
    expect([...values.subarray(0, 6)]).toEqual([6, 3, 2, Math.sqrt(2 / 3), 3, 2]);
    expect([...values.subarray(6)]).toEqual([6, 1, 4, 0, 5, 7]);
  });

  test('equal rewards have exactly one mean and no deviation, whatever the length', () => {
    const trajectories = trajectoriesOf([3, 7, 10, 49].map((length) => ({ length, return: length * 0.1 })));
    const mean = trajectoryFeatures.rewardMean.compute(trajectories);
    expect([...mean]).toEqual(Array(4).fill(Math.fround(0.1)));
    expect([...trajectoryFeatures.rewardStd.compute(trajectories)]).toEqual([0, 0, 0, 0]);
  });

  test('with several tasks, returns are standardised in each', () => {
    const trajectories = trajectoriesOf([{ return: 1 }, { return: 1000, task: 1 }, { return: 3 }, { return: 3000, task: 1 }, { return: 0.3, task: 2 }], 3);
    expect([...trajectoryFeatures.episodeReturn.compute(trajectories)]).toEqual([-1, -1, 1, 1, 0]);
  });

  test('returns that are equal but for rounding are told apart by nothing', () => {
    const trajectories = trajectoriesOf([0.1 + 0.2, 0.3, 0.3].map((value) => ({ return: value })), 2);
    expect([...trajectoryFeatures.episodeReturn.compute(trajectories)]).toEqual([0, 0, 0]);
  });

  test('optional features by name, and components of the observation', () => {
    const trajectories = trajectoriesOf([
      { length: 2, logProbabilities: [-1, -3], observations: [[1, 10], [2, 30]] },
      { length: 1, logProbabilities: [-0.5], observations: [[7, -8]], isTruncated: true },
      { isCut: true },
    ]);
    const { names, values } = computeFeatures(trajectories, resolveFeatures(['actionEntropy', 'isTerminated', meanObservation(1)]));
    expect(names).toEqual(['actionEntropy', 'isTerminated', 'meanObservation 1']);
    expect([...values]).toEqual([2, 1, 20, 0.5, 0, -8, 0, 0, 0]);
    expect(() => meanObservation(2).compute(trajectories)).toThrow('invalid component: 2; expected less than 2');
    expect(() => meanObservation(-1)).toThrow('invalid component: -1; expected an integer >= 0');
    expect(meanObservation(5).compute([])).toHaveLength(0);
  });

  test('refuses unknown names, no feature, and features of the wrong length', () => {
    expect(() => resolveFeatures(['foo' as 'rewardMean'])).toThrow('unknown feature: foo; expected one of episodeReturn, episodeLength');
    expect(() => resolveFeatures([])).toThrow('invalid features: none; expected at least one');
    const short = { name: 'short', compute: () => new Float64Array(1) };
    expect(() => computeFeatures(trajectoriesOf([{}, {}]), [short])).toThrow('invalid number of values of feature short: 1; expected 2');
  });
});
