import { describe, expect, test } from '@jest/globals';
import { gridPoints, parseGrid, pointName } from './grid.ts';
import { pointsFor } from './points-for.ts';

describe('parseGrid', () => {
  test('values are read as their flags read them', () => {
    expect(parseGrid('learning-rate=3e-4,0.001:0; target-kl = none,0.02;num-groups=1e1;weighting=balanced')).toEqual([
      { flag: 'learning-rate', attribute: 'learningRate', values: [{ text: '3e-4', value: 3e-4 }, { text: '0.001:0', value: { initial: 0.001, final: 0 } }] },
      { flag: 'target-kl', attribute: 'targetKl', values: [{ text: 'none', value: 'none' }, { text: '0.02', value: 0.02 }] },
      { flag: 'num-groups', attribute: 'numGroups', values: [{ text: '1e1', value: 10 }] },
      { flag: 'weighting', attribute: 'weighting', values: [{ text: 'balanced', value: 'balanced' }] },
    ]);
  });

  test.each<[string, RegExp]>([
    ['', /^invalid --grid: ; expected one of preset, num-envs, grouping, /],
    ['lr=1', /^invalid --grid: lr; expected one of .*learning-rate, /],
    ['hidden=64', /^invalid --grid: hidden; expected one of/],
    ['kernels=wasm', /^invalid --grid: kernels; expected one of/],
    ['threads=2', /^invalid --grid: threads; expected one of/],
    ['epochs', /^invalid --grid: epochs; expected epochs=VALUE,VALUE,…$/],
    ['epochs=1,', /^invalid --grid: epochs=1,; expected epochs=VALUE/],
    ['epochs=1=2', /^invalid --grid: epochs=1=2; expected epochs=VALUE/],
    ['epochs=1,1', /^invalid --grid: 1 twice/],
    ['epochs=1;epochs=2', /^invalid --grid: epochs twice/],
    ['epochs=0', /^invalid --epochs: 0; expected a positive integer/],
    ['epochs=1;', /^invalid --grid: ; expected one of/],
  ])('refuses %j', (text, message) => {
    expect(() => parseGrid(text)).toThrow(message);
  });
});

describe('points', () => {
  const points = gridPoints(parseGrid('learning-rate=0.001,0.01;num-groups=2,4'));

  test('are all combinations, the last flag changing fastest', () => {
    expect(points.map(pointName)).toEqual([
      'learning-rate 0.001, num-groups 2',
      'learning-rate 0.001, num-groups 4',
      'learning-rate 0.01, num-groups 2',
      'learning-rate 0.01, num-groups 4',
    ]);
    expect(points[3]!.flags).toEqual({ learningRate: 0.01, numGroups: 4 });
  });

  test.each(['ppo', 'ppo+popart', 'grpo:task', 'grpo:literal-task+balanced', 'grpo'])('%s has no number of groups, and is trained once where it alone differs', (algorithm) => {
    expect(pointsFor(algorithm, points)).toEqual([
      { settings: { 'learning-rate': '0.001' }, flags: { learningRate: 0.001 } },
      { settings: { 'learning-rate': '0.01' }, flags: { learningRate: 0.01 } },
    ]);
  });

  test.each(['grpo:auto', 'grpo:difficulty+popart', 'grpo:hierarchical'])('%s has all', (algorithm) => {
    expect(pointsFor(algorithm, points)).toEqual(points);
  });

  test('without a critic there is none to tune', () => {
    const names = pointsFor('grpo:critic-free', gridPoints(parseGrid('gamma=0.9,0.99;gae-lambda=0.9,1;value-coefficient=0.5,1;num-groups=2,4;epochs=2,4'))).map(pointName);
    expect(names).toEqual(['epochs 2', 'epochs 4']);
  });

  test('a grouping of the grid decides over that of the name', () => {
    const names = pointsFor('grpo', gridPoints(parseGrid('grouping=task,auto;num-groups=2,4'))).map(pointName);
    expect(names).toEqual(['grouping task', 'grouping auto, num-groups 2', 'grouping auto, num-groups 4']);
  });
});
