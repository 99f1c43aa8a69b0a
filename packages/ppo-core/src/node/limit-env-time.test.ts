import { discrete, EnvFailureError, make, makeVec, type Env } from '@cohort-rl/envs';
import { describe, expect, test } from '@jest/globals';
import { limitEnvTime } from './limit-env-time.ts';

/** Never comes back from its step number `at`. */
function hanging(at: number): Env {
  let steps = 0;
  return {
    observationSpace: discrete(2),
    actionSpace: discrete(2),
    reset: () => ({ observation: 0 }),
    step: () => {
      // eslint-disable-next-line no-empty
      if (++steps === at) for (;;) {}
      return { observation: 1, reward: 1, terminated: false, truncated: false };
    },
  };
}

describe('a limited environment', () => {
  test('that hangs is stopped, and a vector names it and its step', () => {
    let made = 0;
    const envs = makeVec(() => limitEnvTime(hanging(made++ === 2 ? 3 : Infinity), 0.05), { numEnvs: 4 });
    envs.reset();
    envs.step(new Int32Array(4));
    envs.step(new Int32Array(4));
    expect(() => envs.step(new Int32Array(4))).toThrow('step of environment 2 failed at step 3: no answer within 0.05 s');
  });

  test('plays the same episodes, state included', () => {
    const options = { numEnvs: 2, seed: 7 };
    const [plain, limited] = [makeVec(() => make('CartPole-v1'), options), makeVec(() => limitEnvTime(make('CartPole-v1'), 5), options)];
    expect([...limited.reset()]).toEqual([...plain.reset()]);
    const actions = Int32Array.of(0, 1);
    for (let t = 0; t < 30; t++) expect(limited.step(actions)).toEqual(plain.step(actions));
    expect(limited.getState()).toEqual(plain.getState());
    limited.setState(plain.getState());
    expect(limited.step(actions)).toEqual(plain.step(actions));
  });

  test('hands on what an environment throws, also after another was stopped', () => {
    const cause = new RangeError('out of cards');
    const env: Env = {
      ...hanging(Infinity),
      step: () => {
        throw cause;
      },
    };
    expect(() => limitEnvTime(hanging(1), 0.05).step(0)).toThrow('no answer within 0.05 s');
    const envs = makeVec(() => limitEnvTime(env, 5), { numEnvs: 1 });
    envs.reset();
    expect(() => envs.step(new Int32Array(1))).toThrow(EnvFailureError);
    expect(() => limitEnvTime(env, 5).step(0)).toThrow(cause);
  });

  test.each([0, -1, NaN, Infinity])('refuses %d seconds', (seconds) => {
    expect(() => limitEnvTime(hanging(1), seconds)).toThrow(`invalid seconds: ${seconds}; expected a number > 0`);
  });
});
