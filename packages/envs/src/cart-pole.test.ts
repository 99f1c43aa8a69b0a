import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CartPoleTask } from './cart-pole.ts';
import { physicsTable, stepCartPole } from './cart-pole-physics.ts';
import { Generator } from './generator.ts';
import { make, makeVec } from './registry.ts';
import { contains } from './space-elements.ts';
import type { VectorEnv, VectorStep } from './vector-env.ts';

const draw = (generator: Generator, length: number): Int32Array =>
  Int32Array.from({ length }, () => generator.integers(0, 2));
/** A step's own copy; of the final observations only the rows that count. */
const copy = ({ observations, rewards, rawRewards, terminated, truncated, finalObservations }: VectorStep) => {
  const size = observations.length / rewards.length;
  return {
    observations: observations.slice(), rewards: rewards.slice(), rawRewards: rawRewards.slice(),
    terminated: terminated.slice(), truncated: truncated.slice(),
    finalObservations: finalObservations.map((value, i) => {
      const env = Math.floor(i / size);
      return terminated[env] || truncated[env] ? value : 0;
    }),
  };
};
const play = (envs: VectorEnv, actions: Int32Array[]) =>
  actions.map((each) => ({ ...copy(envs.step(each)), tasks: envs.currentTasks.slice() }));

describe('physics', () => {
  test('equal the textbook equations with the general sine and cosine, near upright and far from it', () => {
    const state = fc.tuple(...[2, 3, 0.6, 3].map((limit) => fc.double({ min: -limit, max: limit, noNaN: true })));
    const heavy = { gravity: 15, cartMass: 2, poleMass: 0.7, halfLength: 0.8, force: 6 };
    fc.assert(
      fc.property(state, fc.integer({ min: 0, max: 1 }), ([x, v, angle, w], action) => {
        const states = Float64Array.of(9, 9, 9, 9, x!, v!, angle!, w!);
        const over = stepCartPole(states, 4, physicsTable(heavy), action);
        const { gravity, cartMass, poleMass, halfLength, force } = heavy;
        const mass = cartMass + poleMass;
        const [sin, cos, push] = [Math.sin(angle!), Math.cos(angle!), action === 1 ? force : -force];
        const numerator = gravity * sin + cos * ((-push - poleMass * halfLength * w! ** 2 * sin) / mass);
        const angular = numerator / (halfLength * (4 / 3 - (poleMass * cos ** 2) / mass));
        const linear = (push + poleMass * halfLength * (w! ** 2 * sin - angular * cos)) / mass;
        const expected = [x! + 0.02 * v!, v! + 0.02 * linear, angle! + 0.02 * w!, w! + 0.02 * angular];
        expected.forEach((value, i) => expect(states[4 + i]).toBeCloseTo(value, 12));
        expect([...states.subarray(0, 4)]).toEqual([9, 9, 9, 9]);
        expect(over).toBe(Math.abs(expected[0]!) > 2.4 || Math.abs(expected[2]!) > (12 * Math.PI) / 180);
      }),
    );
  });
});

describe.each(['CartPole-v1', 'scaled-cartpoles'])('%s', (id) => {
  test('environment i of a vector is the single environment with seed + i, restarted at each end', () => {
    const numEnvs = 5;
    const envs = makeVec(id, { numEnvs, seed: 40, maxEpisodeSteps: 30 });
    const singles = Array.from({ length: numEnvs }, () => make(id, { maxEpisodeSteps: 30 }));
    const started = singles.map((env, i) => [...(env.reset({ seed: 40 + i }).observation as Float32Array)]);
    const size = envs.observationSize;
    expect([...envs.reset()]).toEqual(started.flat());
    const generator = new Generator(1);
    for (let t = 0; t < 200; t++) {
      const actions = draw(generator, numEnvs);
      const before = envs.currentTasks.slice();
      const step = envs.step(actions);
      singles.forEach((env, i) => {
        const { observation, reward, terminated, truncated, info } = env.step(actions[i]!);
        expect([step.rewards[i], step.rawRewards[i], step.terminated[i], step.truncated[i]]).toEqual([
          reward, reward, Number(terminated), Number(truncated),
        ]);
        if (envs.tasks.length > 1) expect(info?.task).toBe(envs.tasks[before[i]!]!.name);
        const row = step.observations.subarray(i * size, (i + 1) * size);
        if (terminated || truncated) {
          expect(step.finalObservations.subarray(i * size, (i + 1) * size)).toEqual(observation);
          expect(row).toEqual(env.reset().observation);
        } else {
          expect(row).toEqual(observation);
        }
        expect(contains(envs.observationSpace, row)).toBe(true);
      });
    }
  });

  test('a state taken at any step, through JSON, continues bit for bit in a vector of another seed', () => {
    fc.assert(
      fc.property(fc.nat({ max: 1000 }), fc.nat({ max: 60 }), (seed, steps) => {
        const generator = new Generator(seed);
        const actions = Array.from({ length: steps + 40 }, () => draw(generator, 3));
        const original = makeVec(id, { numEnvs: 3, seed });
        const present = original.reset();
        play(original, actions.slice(0, steps));
        const restored = makeVec(id, { numEnvs: 3, seed: seed + 1 });
        const observations = restored.reset();
        restored.setState(JSON.parse(JSON.stringify(original.getState())));
        expect(observations).toEqual(present);
        expect(play(restored, actions.slice(steps))).toEqual(play(original, actions.slice(steps)));
        expect(restored.reset()).toEqual(original.reset());
      }),
      { numRuns: 30 },
    );
  });

  test('a single environment’s state continues bit for bit, in the middle and after an episode', () => {
    const env = make(id);
    env.reset({ seed: 3 });
    for (let ended = false; !ended;) {
      const other = make(id);
      other.setState!(JSON.parse(JSON.stringify(env.getState!())));
      const step = env.step(1);
      expect(other.step(1)).toEqual(step);
      ended = step.terminated;
    }
    const other = make(id);
    other.setState!(JSON.parse(JSON.stringify(env.getState!())));
    expect(() => other.step(0)).toThrow('no episode is running; call reset before step');
    expect(other.reset()).toEqual(env.reset());
  });

  test('resets without a seed go on with the generators; with one they start over', () => {
    const envs = makeVec(id, { numEnvs: 4, seed: 8 });
    const first = envs.reset().slice();
    const second = envs.reset().slice();
    expect(second).not.toEqual(first);
    expect(envs.reset({ seed: 8 })).toEqual(first);
    expect(envs.reset()).toEqual(second);
    expect(makeVec(id, { numEnvs: 4 }).reset()).toEqual(makeVec(id, { numEnvs: 4, seed: 0 }).reset());
  });

  test('evaluation environments are of the same kind, with seeds of their own', () => {
    const envs = makeVec(id, { numEnvs: 2, seed: 1, maxEpisodeSteps: 7 });
    const evaluation = envs.createEvaluationEnvs({ numEnvs: 3, seed: 50 });
    const alike = makeVec(id, { numEnvs: 3, seed: 50, maxEpisodeSteps: 7, ...(id === 'scaled-cartpoles' && { taskSampling: 'fixed' }) });
    expect(evaluation.reset()).toEqual(alike.reset());
    const generator = new Generator(2);
    const actions = Array.from({ length: 30 }, () => draw(generator, 3));
    expect(play(evaluation, actions)).toEqual(play(alike, actions));
  });

  test('refuses bad input by name', () => {
    const envs = makeVec(id, { numEnvs: 2, seed: 0 });
    expect(() => envs.step(Int32Array.of(0, 1))).toThrow('no episode is running; call reset before step');
    envs.reset();
    expect(() => envs.step(Int32Array.of(0))).toThrow('invalid length of actions: 1; expected 2');
    const before = envs.getState();
    expect(() => envs.step(Int32Array.of(0, 2))).toThrow('invalid action of environment 1: 2; expected an integer from 0 to 1');
    expect(() => envs.step(Float32Array.of(0.5, 1))).toThrow('invalid action of environment 0: 0.5; expected an integer from 0 to 1');
    expect(envs.getState()).toEqual(before);
    expect(() => envs.reset({ seed: -1 })).toThrow('invalid seed: -1; expected an integer >= 0');
    expect(() => envs.setState({ states: 'ff' })).toThrow('invalid state: states; expected 64 bytes in hexadecimal');
    expect(() => makeVec(id, { numEnvs: 0 })).toThrow('invalid numEnvs: 0; expected an integer >= 1');
    expect(() => makeVec(id, { numEnvs: 1, seed: 0.5 })).toThrow('invalid seed: 0.5; expected an integer >= 0');
    expect(() => make(id, { maxEpisodeSteps: 0 })).toThrow('invalid maxEpisodeSteps: 0; expected an integer >= 1');
    expect(() => make(id, { gravity: 1 })).toThrow('unknown option: gravity; expected one of maxEpisodeSteps, ');
    expect(() => make(id).step(0)).toThrow('no episode is running; call reset before step');
  });
});

test('a task id is one-hot, follows the running episode, and final observations keep the ended one’s', () => {
  const numEnvs = 8;
  const envs = makeVec('scaled-cartpoles', { numEnvs, seed: 3 });
  const generator = new Generator(3);
  const oneHot = (task: number): number[] => [0, 1, 2, 3].map((i) => Number(i === task));
  const id = (rows: Float32Array, env: number): number[] => [...rows.subarray(8 * env + 4, 8 * env + 8)];
  const observations = envs.reset();
  const drawn = new Int32Array(4);
  for (let t = 0; t < 500; t++) {
    const before = envs.currentTasks.slice();
    const step = envs.step(draw(generator, numEnvs));
    for (let env = 0; env < numEnvs; env++) {
      const scale = (envs.tasks[before[env]!]! as CartPoleTask).rewardScale;
      expect(step.rewards[env]).toBe(scale);
      expect(id(observations, env)).toEqual(oneHot(envs.currentTasks[env]!));
      if (step.terminated[env]) {
        expect(id(step.finalObservations, env)).toEqual(oneHot(before[env]!));
        drawn[envs.currentTasks[env]!]!++;
      } else {
        expect(envs.currentTasks[env]).toBe(before[env]);
      }
    }
  }
  // Each task is drawn with probability 1/4: five standard deviations either way.
  const episodes = drawn.reduce((sum, count) => sum + count);
  for (const count of drawn) expect(Math.abs(count - episodes / 4)).toBeLessThan(5 * Math.sqrt((episodes * 3) / 16));
});

test('with fixed tasks environment i always has task i mod 4; without task ids observations have four numbers', () => {
  const envs = makeVec('scaled-cartpoles', { numEnvs: 6, seed: 3, taskSampling: 'fixed', taskId: false });
  const generator = new Generator(3);
  expect(envs.observationSize).toBe(4);
  envs.reset();
  for (let t = 0; t < 100; t++) {
    envs.step(draw(generator, 6));
    expect([...envs.currentTasks]).toEqual([0, 1, 2, 3, 0, 1]);
  }
});

test('the suite’s scales span a factor of 100', () => {
  const tasks = makeVec('scaled-cartpoles', { numEnvs: 1 }).tasks as readonly CartPoleTask[];
  const span = (values: number[]): number => Math.max(...values) / Math.min(...values);
  expect(span(tasks.map((task) => task.rewardScale ?? 1))).toBe(100);
  expect(span(tasks.map((task) => task.poleMass ?? 0.1))).toBe(100);
  expect(() => makeVec('scaled-cartpoles', { numEnvs: 1, taskSampling: 'mixed' })).toThrow(
    'invalid taskSampling: mixed; expected one of uniformPerEpisode, fixed',
  );
  expect(() => makeVec('scaled-cartpoles', { numEnvs: 1, taskId: 1 })).toThrow('invalid taskId: 1; expected true or false');
});
