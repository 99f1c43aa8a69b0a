import { expect, test } from '@jest/globals';
import { checkEnv } from './check-env.ts';
import type { Env, EnvStep } from './env.ts';
import { LineWalk } from './line-walk.fixture.ts';
import { box } from './spaces.ts';

/** A line walk some of whose members are others. */
const altered = (members: object): Env => Object.assign(new LineWalk(), members);
const stepping = (change: (step: EnvStep<number[]>) => object): Env => {
  const env = new LineWalk();
  const honest = env.step.bind(env);
  return Object.assign(env, { step: (action: number) => ({ ...honest(action), ...change(honest(action)) }) });
};

test('a sound environment has no problems', () => {
  expect(checkEnv(new LineWalk())).toEqual([]);
  expect(checkEnv(altered({ getState: undefined, setState: undefined }))).toEqual([]);
});

let draws = 0;
test.each<[Env, string]>([
  [altered({ observationSpace: undefined }), 'observationSpace is not a space made by box, discrete, multiDiscrete, tuple or dict'],
  [altered({ actionSpace: { n: 2 } }), 'actionSpace is not a space made by box or discrete'],
  [altered({ step: undefined }), 'step is not a method'],
  [altered({ setState: undefined }), 'getState and setState come as a pair; only one is there'],
  [altered({ reset: () => [0, 0] }), 'threw TypeError: reset has to return { observation, info? }'],
  [altered({ step: () => undefined }), 'threw TypeError: step has to return { observation, reward, terminated, truncated, info? }'],
  [altered({ step: () => { throw new Error('broken'); } }), 'threw Error: broken'],
  [altered({ observationSpace: box(-1, 1, { shape: [2] }) }), 'step returned an observation outside Box(-1, 1, [2])'],
  [altered({ observationSpace: box(-9, 100, { shape: [3] }) }), 'reset returned an observation that is not 3 finite numbers'],
  [stepping(() => ({ observation: [NaN, 0] })), 'step returned an observation[0] that is not a number that is finite in float32'],
  [stepping(() => ({ reward: NaN })), 'step returned the reward NaN; expected a finite number'],
  [stepping(() => ({ terminated: 0 })), 'step returned terminated: 0; expected true or false'],
  [stepping(() => ({ truncated: undefined })), 'step returned truncated: undefined; expected true or false'],
  [stepping(() => ({ reward: draws++ })), 'the same seed gives another episode; draw from a generator that reset seeds'],
])('problem %#: %j', (env, problem) => {
  expect(checkEnv(env)).toContain(problem);
});

test('a state that misses the generator is noticed', () => {
  const env = new LineWalk();
  const { getState, setState } = env;
  let kept = getState.call(env);
  const forgetful = Object.assign(env, {
    getState: () => ({ ...(getState.call(env) as object), generator: null }),
    setState: (state: object) => {
      const { generator } = getState.call(env) as { generator: never };
      kept = { ...state, generator };
      setState.call(env, kept);
    },
  });
  expect(checkEnv(forgetful as Env)).toEqual([
    'after setState(getState()) the future is another; the state misses something, perhaps the generator',
  ]);
});

test('a state that changes as the environment goes on is noticed', () => {
  const env = new LineWalk();
  const live = { steps: 0 };
  const step = env.step.bind(env);
  const changing = Object.assign(env, { getState: () => live, setState: () => {}, step: (action: number) => ({ ...step(action), reward: live.steps++ }) });
  expect(checkEnv(changing as Env)).toContain('what getState returned changes when the environment steps on');
});

test('actions that a mask forbids are not tried', () => {
  const env = new LineWalk();
  const honest = env.step.bind(env);
  let last = 0;
  env.step = (action) => {
    if (action !== 0 && action === last) throw new Error('forbidden');
    last = action;
    return honest(action);
  };
  const begin = env.reset.bind(env);
  env.reset = (options) => {
    last = 0;
    return begin(options);
  };
  expect(checkEnv(env)).toEqual([]);
});
