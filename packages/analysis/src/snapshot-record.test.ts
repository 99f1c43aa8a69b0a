import { expect, test } from '@jest/globals';
import { checkSnapshot, isGroupRelative } from './snapshot-record.ts';
import { snapshot } from './snapshot.fixture.ts';

test('checkSnapshot hands back the very snapshot', () => {
  expect(checkSnapshot(snapshot)).toBe(snapshot);
  expect(checkSnapshot({ ...snapshot, gradients: null })).toMatchObject({ gradients: null });
});

const [first, ...others] = snapshot.trajectories;
const gradients = snapshot.gradients!;

test.each<[object, string]>([
  [{ type: 'group' }, 'invalid type of type snapshot: group; expected snapshot'],
  [{ step: -1 }, 'invalid step of type snapshot: -1; expected an integer ≥ 0'],
  [{ strategy: 1n }, 'invalid strategy of type snapshot: 1; expected a string'],
  [{ strategy: Symbol('x'.repeat(99)) }, 'invalid strategy of type snapshot: Symbol(xxx'],
  [{ numEnvs: 0 }, 'invalid numEnvs of type snapshot: 0; expected an integer ≥ 1'],
  [{ numEnvs: 3 }, 'invalid snapshot: 6 labels; expected 9, 3 steps of 3 environments'],
  [{ advantagesAfter: [1] }, 'invalid snapshot: 1 advantagesAfter; expected 6'],
  [{ advantagesBefore: [1, 10, 2, 0, 3, NaN] }, 'invalid advantagesBefore of type snapshot: an array of others; expected an array of finite numbers'],
  [{ advantagesBefore: [1, 10, 2, 0, 3, 1e39] }, 'invalid advantagesBefore of type snapshot'],
  [{ advantagesAfter: [1, 10, 2, 0, 3, Infinity] }, 'invalid advantagesAfter of type snapshot'],
  [{ labels: [0, 1, 0, -1, 0, 2] }, 'invalid snapshot: label 2; expected less than 2, the number of groups'],
  [{ labels: [0, 1, 0, -2, 0, 1] }, 'invalid snapshot: label -2'],
  [{ groups: [...snapshot.groups].reverse() }, 'invalid snapshot: label 1 of group 0; expected 0'],
  [{ groups: [{ label: 0, name: '<script>' }] }, 'invalid groups of type snapshot: an array of others; expected an array of groups'],
  [{ trajectories: [{ ...first, length: 4 }, ...others] }, 'invalid snapshot: trajectory 0 of environment 0, steps 0 to 4; expected them inside 3 steps of 2 environments'],
  [{ trajectories: [{ ...first, env: 2 }, ...others] }, 'invalid snapshot: trajectory 0 of environment 2'],
  [{ trajectories: [{ ...first, label: 5 }, ...others] }, 'invalid snapshot: label 5 of trajectory 0'],
  [{ trajectories: [{ ...first, return: '3' }, ...others] }, 'invalid trajectories of type snapshot'],
  [{ trajectories: [{ ...first, features: [3] }, ...others] }, 'invalid snapshot: 1 features of trajectory 0; expected 2'],
  [{ gradients: { ...gradients, norms: [1] } }, 'invalid gradients of type snapshot: an object; expected null or the gradients of groups'],
  [{ gradients: { ...gradients, cosines: [[1, 0]] } }, 'invalid gradients of type snapshot'],
  [{ gradients: { ...gradients, labels: [0, 7] } }, 'invalid snapshot: label 7'],
])('checkSnapshot refuses %p', (change, message) => {
  expect(() => checkSnapshot({ ...snapshot, ...change })).toThrow(message);
  expect(() => checkSnapshot({ ...snapshot, ...change })).toThrow(RangeError);
});

test.each([null, [], 'snapshot', 1])('checkSnapshot refuses %p', (value) => {
  expect(() => checkSnapshot(value)).toThrow('invalid snapshot: expected an object');
});

test('isGroupRelative tells the stages of PPO from others', () => {
  expect(isGroupRelative(snapshot)).toBe(true);
  for (const stage of ['minibatchNormalization', 'batchNormalization', 'rawAdvantages']) expect(isGroupRelative({ stage })).toBe(false);
});
