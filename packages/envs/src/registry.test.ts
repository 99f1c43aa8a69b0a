import { expect, test } from '@jest/globals';
import { checkEnv } from './check-env.ts';
import { LineWalk } from './line-walk.fixture.ts';
import { listEnvs, make, makeVec, register, UnknownEnvError } from './registry.ts';
import { spaceToString } from './describe-space.ts';
import { flatSize } from './spaces.ts';

test('an unknown id is refused with the known ones', () => {
  for (const call of [() => make('Foo'), () => makeVec('Foo', { numEnvs: 1 })]) {
    expect(call).toThrow('unknown environment: Foo; expected one of CartPole-v1, scaled-cartpoles, cartpole-swingups, ');
    expect(call).toThrow(UnknownEnvError);
  }
});

test('lists what is there', () => {
  const rows = listEnvs().map(({ id, suite, tasks, observationSpace, actionSpace, rewardThreshold, maxEpisodeSteps }) => [
    id, suite, tasks.map(({ name }) => name), flatSize(observationSpace),
    spaceToString(actionSpace), rewardThreshold, maxEpisodeSteps,
  ]);
  expect(rows).toEqual([
    ['CartPole-v1', false, ['CartPole-v1'], 4, 'Discrete(2)', 475, 500],
    ['scaled-cartpoles', true, ['standard', 'long', 'heavy', 'short'], 8, 'Discrete(2)', null, 500],
    ['cartpole-swingups', true, [
      '0.4kg-0.5m-weak', '0.4kg-0.5m-strong', '0.4kg-0.7m-weak', '0.4kg-0.7m-strong',
      '0.8kg-0.5m-weak', '0.8kg-0.5m-strong', '0.8kg-0.7m-weak', '0.8kg-0.7m-strong',
    ], 13, 'Discrete(3)', null, 500],
    ['mixed-horizons', true, ['30-steps', '100-steps', '300-steps', '1000-steps'], 8, 'Discrete(2)', null, 1000],
    ['gridworld-curriculum', true, ['3x3', '5x5', '7x7', '9x9', '11x11'], 15, 'Discrete(4)', null, 484],
    ['classic-mix', true, ['CartPole-v1', 'Acrobot-v1', 'Pendulum-v1', 'FrozenLake-v1'], 20, 'Discrete(5)', null, 500],
    ['Acrobot-v1', false, ['Acrobot-v1'], 6, 'Discrete(3)', -100, 500],
    ['MountainCar-v0', false, ['MountainCar-v0'], 2, 'Discrete(3)', -110, 200],
    ['MountainCarContinuous-v0', false, ['MountainCarContinuous-v0'], 2, 'Box(-1, 1, [1])', 90, 999],
    ['Pendulum-v1', false, ['Pendulum-v1'], 3, 'Box(-2, 2, [1])', null, 200],
    ['FrozenLake-v1', false, ['FrozenLake-v1'], 16, 'Discrete(4)', 0.7, 100],
    ['FrozenLake8x8-v1', false, ['FrozenLake8x8-v1'], 64, 'Discrete(4)', 0.85, 200],
    ['CliffWalking-v1', false, ['CliffWalking-v1'], 48, 'Discrete(4)', null, null],
    ['CliffWalkingSlippery-v1', false, ['CliffWalkingSlippery-v1'], 48, 'Discrete(4)', null, null],
    ['Taxi-v4', false, ['Taxi-v4'], 500, 'Discrete(6)', 8, 200],
    ['Taxi-v3', false, ['Taxi-v3'], 500, 'Discrete(6)', 8, 200],
    ['Blackjack-v1', false, ['Blackjack-v1'], 45, 'Discrete(2)', null, null],
  ]);
});

test('suites pass the check of environments', () => {
  for (const { id, suite } of listEnvs()) if (suite) expect(checkEnv(make(id))).toEqual([]);
});

test('a registered environment is made, vectorised with its time limit, and listed', () => {
  register({ id: 'LineWalk-v0', description: 'a walk', maxEpisodeSteps: 4, make: () => new LineWalk() });
  expect(make('LineWalk-v0')).toBeInstanceOf(LineWalk);
  const limit = (options: object): number => {
    const envs = makeVec('LineWalk-v0', { numEnvs: 1, seed: 1, ...options });
    envs.reset();
    for (let t = 1; ; t++) if (envs.step(Int32Array.of(1)).truncated[0]) return t;
  };
  expect([limit({}), limit({ maxEpisodeSteps: 6 })]).toEqual([4, 6]);
  expect(listEnvs().at(-1)).toMatchObject({ id: 'LineWalk-v0', description: 'a walk', maxEpisodeSteps: 4, rewardThreshold: null });
  expect(() => register({ id: 'LineWalk-v0', description: '', make: () => new LineWalk() })).toThrow(
    'invalid id: LineWalk-v0; it is registered already',
  );
  expect(() => register({ id: 'Other', description: '' })).toThrow('invalid environment Other: expected make or makeVec');
  expect(() => register({ id: '', description: '' })).toThrow('invalid id: empty; expected a name');
});

test('an environment that exists as a vector only says so', () => {
  register({ id: 'Many-v0', description: '', makeVec: (vector) => makeVec('CartPole-v1', vector) });
  expect(makeVec('Many-v0', { numEnvs: 2, seed: 1 }).numEnvs).toBe(2);
  expect(() => make('Many-v0')).toThrow('invalid environment: Many-v0 exists as a vector only; use makeVec');
});
