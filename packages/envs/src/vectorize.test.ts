import { describe, expect, test } from '@jest/globals';
import { EnvFailureError } from './env-failure-error.ts';
import { Generator } from './generator.ts';
import type { Env, EnvStep } from './env.ts';
import { InvalidEnvOutputError } from './invalid-env-output-error.ts';
import { LineWalk } from './line-walk.fixture.ts';
import { makeVec } from './registry.ts';
import { box, dict, discrete, multiDiscrete, tuple } from './spaces.ts';
import type { VectorEnv } from './vector-env.ts';

/** Random allowed actions, as indices. */
function allowed(envs: VectorEnv, generator: Generator): Int32Array {
  return Int32Array.from({ length: envs.numEnvs }, (_, env) => {
    const options = [0, 1, 2].filter((action) => envs.actionMasks![3 * env + action] === 1);
    return options[generator.integers(0, options.length)]!;
  });
}

const log = (envs: VectorEnv, generator: Generator, steps: number): number[][] =>
  Array.from({ length: steps }, () => {
    const { observations, rewards, terminated, truncated } = envs.step(allowed(envs, generator));
    return [...observations, ...rewards, ...terminated, ...truncated, ...envs.actionMasks!];
  });

describe('environments of the user’s own', () => {
  test('are each what they are alone, restarted at each end, their actions and masks translated', () => {
    const envs = makeVec(() => new LineWalk(), { numEnvs: 3, seed: 5, maxEpisodeSteps: 20 });
    const alone = [0, 1, 2].map(() => new LineWalk());
    expect([...envs.reset()]).toEqual([...Float32Array.from(alone.flatMap((env, i) => env.reset({ seed: 5 + i }).observation))]);
    const generator = new Generator(0);
    let cuts = 0;
    let falls = 0;
    for (let t = 0; t < 300; t++) {
      const actions = allowed(envs, generator);
      const step = envs.step(actions);
      alone.forEach((env, i) => {
        const { observation, reward, terminated } = env.step(actions[i]! - 1);
        const cut = env.steps >= 20;
        expect([step.rewards[i], step.terminated[i], step.truncated[i]]).toEqual([reward, Number(terminated), Number(cut)]);
        const row = [...step.observations.subarray(2 * i, 2 * i + 2)];
        if (terminated || cut) {
          cuts += Number(cut);
          falls += Number(terminated);
          expect([...step.finalObservations.subarray(2 * i, 2 * i + 2)]).toEqual([...Float32Array.from(observation)]);
          expect(row).toEqual([...Float32Array.from(env.reset().observation)]);
        } else {
          expect(row).toEqual([...Float32Array.from(observation)]);
        }
        expect([...envs.actionMasks!.subarray(3 * i, 3 * i + 3)]).toEqual(env.info().action_mask.map(Number));
      });
    }
    expect(Math.min(cuts, falls)).toBeGreaterThan(0);
  });

  test('continue from a state bit for bit', () => {
    const original = makeVec(() => new LineWalk(), { numEnvs: 2, seed: 1 });
    expect(original.hasExactState).toBe(true);
    original.reset();
    log(original, new Generator(1), 33);
    const restored = makeVec(() => new LineWalk(), { numEnvs: 2, seed: 99 });
    restored.setState(JSON.parse(JSON.stringify(original.getState())));
    expect(restored.actionMasks).toEqual(original.actionMasks);
    expect(log(restored, new Generator(2), 80)).toEqual(log(original, new Generator(2), 80));
  });

  test('without a state of their own restart episodes that they have not had yet, the same in each resumption', () => {
    const forgetful = (): Env => {
      const env = new LineWalk();
      return {
        observationSpace: env.observationSpace,
        actionSpace: env.actionSpace,
        reset: (options) => env.reset(options),
        step: (action) => env.step(action as number),
      };
    };
    const original = makeVec(forgetful, { numEnvs: 2, seed: 1 });
    expect(original.hasExactState).toBe(false);
    const first = original.reset().slice();
    log(original, new Generator(1), 5);
    const state = JSON.stringify(original.getState());
    const logs = [0, 1].map(() => {
      const resumed = makeVec(forgetful, { numEnvs: 2, seed: 1 });
      const observations = resumed.reset();
      resumed.setState(JSON.parse(state));
      expect(observations).not.toEqual(first);
      return log(resumed, new Generator(2), 20);
    });
    expect(logs[0]).toEqual(logs[1]);
    const again = makeVec(forgetful, { numEnvs: 2, seed: 1 });
    again.setState(JSON.parse(state));
    again.setState(JSON.parse(JSON.stringify(again.getState())));
    expect(log(again, new Generator(2), 20)).not.toEqual(logs[0]);
  });

  test('close with the vector', () => {
    const made: LineWalk[] = [];
    const envs = makeVec(() => made[made.push(new LineWalk()) - 1]!, { numEnvs: 2 });
    envs.close();
    expect(made.map(({ closed }) => closed)).toEqual([true, true]);
  });

  test('of continuous actions get arrays, and a Discrete observation becomes one-hot', () => {
    const seen: number[][] = [];
    const env = (): Env<number, Float32Array> => ({
      observationSpace: discrete(3, { start: 5 }),
      actionSpace: box(-1, 1, { shape: [2] }),
      reset: () => ({ observation: 5 }),
      step: (action) => {
        seen.push([...action]);
        return { observation: 7, reward: 0, terminated: false, truncated: false };
      },
    });
    const envs = makeVec(env, { numEnvs: 2 });
    expect([...envs.reset()]).toEqual([1, 0, 0, 1, 0, 0]);
    expect([...envs.step(Float32Array.of(0.5, 0.25, -1, 2)).observations]).toEqual([0, 0, 1, 0, 0, 1]);
    expect(seen).toEqual([[0.5, 0.25], [-1, 2]]);
    expect(envs.actionMasks).toBeNull();
    expect(() => envs.step(Float32Array.of(0, 0, NaN, 0))).toThrow('invalid action of environment 1: NaN; expected finite numbers');
  });
});

test('an object of observations is flattened, its faults are named, and a picture is handed on', () => {
  let heat: unknown = 0.5;
  const env = (): Env => ({
    observationSpace: dict({ heat: box(0, 1), cells: tuple([discrete(2), multiDiscrete([2, 2])]) }),
    actionSpace: discrete(2),
    reset: () => ({ observation: { heat: [0.25], cells: [1, [0, 1]] } }),
    step: () => ({ observation: { heat: [heat as number], cells: [0, [1, 1]] }, reward: 0, terminated: false, truncated: false }),
    render: () => ({ width: 1, height: 0.5, shapes: [] }),
  });
  const envs = makeVec(env, { numEnvs: 1 });
  expect([...envs.reset()]).toEqual([0, 1, 1, 0, 0, 1, 0.25]);
  expect([...envs.step(Int32Array.of(1)).observations]).toEqual([1, 0, 0, 1, 0, 1, 0.5]);
  expect(envs.render!(0)).toEqual({ width: 1, height: 0.5, shapes: [] });
  heat = 'hot';
  expect(() => envs.step(Int32Array.of(1))).toThrow(
    'invalid observation.heat[0] of environment 0 at step 2: hot; expected a number that is finite in float32',
  );
});

describe('what cannot be used is refused with the environment, the step and the value', () => {
  const faulty = (step: Partial<Record<keyof EnvStep, unknown>>, at: number): (() => Env) => {
    let made = 0;
    return () => {
      const env = new LineWalk();
      const bad = made++ === 1;
      let steps = 0;
      const honest = env.step.bind(env);
      env.step = (action) => ({ ...honest(action), ...(bad && ++steps === at ? step : {}) }) as EnvStep<number[]>;
      return env;
    };
  };
  test.each([
    [{ observation: [0, NaN] }, 'invalid observation[1] of environment 1 at step 3: NaN; expected a number that is finite in float32', NaN],
    [{ observation: [1e39, 0] }, 'invalid observation[0] of environment 1 at step 3: 1e+39; expected a number that is finite in float32', 1e39],
    [{ observation: [1] }, 'invalid observation of environment 1 at step 3: an array of 1; expected 2 finite numbers', [1]],
    [{ observation: null }, 'invalid observation of environment 1 at step 3: null; expected 2 finite numbers', null],
    [{ observation: 4 }, 'invalid observation of environment 1 at step 3: 4; expected 2 finite numbers', 4],
    [{ reward: Infinity }, 'invalid reward of environment 1 at step 3: Infinity; expected a finite number', Infinity],
    [{ reward: undefined }, 'invalid reward of environment 1 at step 3: undefined; expected a finite number', undefined],
    [{ terminated: 1 }, 'invalid terminated of environment 1 at step 3: 1; expected true or false', 1],
    [{ truncated: undefined }, 'invalid truncated of environment 1 at step 3: undefined; expected true or false', undefined],
    [{ info: { action_mask: [1] } }, 'invalid info.action_mask of environment 1 at step 3: an array of 1; expected 3 flags', [1]],
    [{ info: { action_mask: [0, 0, 0] } }, 'invalid info.action_mask of environment 1 at step 3: none allowed; expected at least one allowed action', 'none allowed'],
  ])('%j', (step, message, value) => {
    const envs = makeVec(faulty(step, 3), { numEnvs: 2, seed: 0 });
    envs.reset();
    const act = (): unknown => envs.step(Int32Array.of(1, 1));
    act();
    act();
    let error: unknown;
    try {
      act();
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(InvalidEnvOutputError);
    expect(error).toMatchObject({ name: 'InvalidEnvOutputError', message, envIndex: 1, step: 3, value });
  });

  test.each([
    ['reset', 'reset of environment 1 failed at step 0: out of cards', 0],
    ['step', 'step of environment 1 failed at step 2: out of cards', 2],
  ] as const)('what %s throws', (method, message, step) => {
    let made = 0;
    const envs = makeVec(() => {
      const env = new LineWalk();
      let steps = 0;
      if (made++ === 1) {
        const honest = env[method].bind(env) as (argument: never) => never;
        env[method] = (argument: never) => {
          if (method === 'reset' || ++steps === 2) throw cause;
          return honest(argument);
        };
      }
      return env;
    }, { numEnvs: 2, seed: 0 });
    const cause = new Error('out of cards');
    let error: unknown;
    try {
      envs.reset();
      for (;;) envs.step(Int32Array.of(1, 1));
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(EnvFailureError);
    expect(error).toMatchObject({ message, envIndex: 1, step, cause });
  });

  test('what makeEnv throws, or makes that is none', () => {
    let made = 0;
    const cause = new Error('no cards');
    const failing = (): Env => {
      if (made++ === 1) throw cause;
      return new LineWalk();
    };
    expect(() => makeVec(failing, { numEnvs: 2 })).toThrow(expect.objectContaining({ message: 'make of environment 1 failed at step 0: no cards', envIndex: 1, step: 0, cause }));
    for (const [none, shown] of [[null, 'null'], [7, '7'], [{ step: () => 1 }, 'an object']] as const) {
      expect(() => makeVec(() => none as unknown as Env, { numEnvs: 1 })).toThrow(`invalid environment 0: ${shown}; expected an object with observationSpace, actionSpace, reset and step`);
    }
  });

  test('promises, whose refusal is heard by nobody', () => {
    const later = (method: 'reset' | 'step') => (): Env => Object.assign(new LineWalk(), { [method]: () => Promise.reject(new Error('later')) });
    expect(() => makeVec(later('reset'), { numEnvs: 1 })).toThrow('invalid reset of environment 0 at step 0: a promise; expected an answer at once');
    const envs = makeVec(later('step'), { numEnvs: 1 });
    envs.reset();
    expect(() => envs.step(Int32Array.of(1))).toThrow('invalid step of environment 0 at step 1: a promise; expected an answer at once');
  });

  test('spaces that are missing or differ', () => {
    const withSpace = (spaces: object) => () => Object.assign(new LineWalk(), spaces) as Env;
    expect(() => makeVec(withSpace({ actionSpace: undefined }), { numEnvs: 1 })).toThrow(
      'invalid actionSpace of environment 0: undefined; expected a space made by box or discrete',
    );
    let n = 2;
    expect(() => makeVec(() => withSpace({ actionSpace: discrete(n++) })(), { numEnvs: 2 })).toThrow(
      'invalid actionSpace of environment 1: Discrete(3); expected Discrete(2)',
    );
  });

  test('actions and options', () => {
    const envs = makeVec(() => new LineWalk(), { numEnvs: 2 });
    expect(() => envs.step(Int32Array.of(0, 0))).toThrow('no episode is running; call reset before step');
    envs.reset();
    expect(() => envs.step(Int32Array.of(0, 3))).toThrow('invalid action of environment 1: 3; expected an integer from 0 to 2');
    expect(() => envs.step(Int32Array.of(0))).toThrow('invalid length of actions: 1; expected 2');
    expect(() => makeVec(() => new LineWalk(), { numEnvs: 1.5 })).toThrow('invalid numEnvs: 1.5; expected an integer >= 1');
    expect(() => makeVec(() => new LineWalk(), { numEnvs: 1, sed: 1 })).toThrow(
      'unknown option: sed; expected one of numEnvs, seed, id, maxEpisodeSteps, autoreset, replicas',
    );
  });
});
