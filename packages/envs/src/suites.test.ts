import { describe, expect, test } from '@jest/globals';
import { CART_MASS, cartPoleSwingUpRules, GRAVITY, TIME_STEP } from './cart-pole-swing-up.ts';
import { Generator } from './generator.ts';
import { gridworldMazes } from './gridworld-curriculum.ts';
import { generateMaze, neighbour } from './maze.ts';
import { listEnvs, make, makeVec } from './registry.ts';
import { contains } from './space-elements.ts';
import { encodeArray } from './typed-array-state.ts';
import type { EnvState, VectorEnv } from './vector-env.ts';

const numActions = (envs: VectorEnv): number => (envs.actionSpace.kind === 'Discrete' ? envs.actionSpace.n : 0);

/** A random action of those that an environment is allowed. */
function act(envs: VectorEnv, generator: Generator): Int32Array {
  const n = numActions(envs);
  return Int32Array.from({ length: envs.numEnvs }, (_, env) => {
    const allowed = Array.from({ length: n }, (_, i) => i).filter((i) => (envs.actionMasks?.[env * n + i] ?? 1) === 1);
    return allowed[generator.integers(0, allowed.length)]!;
  });
}

describe.each(listEnvs().filter(({ suite }) => suite).map(({ id }) => [id]))('%s', (id) => {
  test('environment i of a vector is the single environment with seed + i; masks and observations included', () => {
    const envs = makeVec(id, { numEnvs: 4, seed: 60 });
    const singles = [0, 1, 2, 3].map(() => make(id));
    const size = envs.observationSize;
    const n = numActions(envs);
    const row = (observations: Float32Array, env: number): Float32Array => observations.subarray(env * size, (env + 1) * size);
    const first = envs.reset();
    singles.forEach((env, i) => expect(row(first, i)).toEqual(env.reset({ seed: 60 + i }).observation));
    const generator = new Generator(2);
    for (let t = 0; t < 120; t++) {
      const actions = act(envs, generator);
      const step = envs.step(actions);
      singles.forEach((env, i) => {
        const alone = env.step(actions[i]!);
        expect([step.rewards[i], step.terminated[i], step.truncated[i]]).toEqual([
          alone.reward, Number(alone.terminated), Number(alone.truncated),
        ]);
        const isOver = alone.terminated || alone.truncated;
        if (isOver) expect(row(step.finalObservations, i)).toEqual(alone.observation);
        const { observation, info } = isOver ? env.reset() : alone;
        expect(row(step.observations, i)).toEqual(observation);
        expect(contains(envs.observationSpace, observation)).toBe(true);
        expect(info!.task).toBe(envs.tasks[envs.currentTasks[i]!]!.name);
        if (envs.actionMasks) expect(envs.actionMasks.subarray(i * n, (i + 1) * n)).toEqual(info!.action_mask);
        else expect(info!.action_mask).toBeUndefined();
      });
    }
  });

  test('observations end with the task; without task ids they do not; fixed tasks go round', () => {
    const numTasks = makeVec(id, { numEnvs: 1 }).tasks.length;
    const [named, plain] = [true, false].map((taskId) => makeVec(id, { numEnvs: 2 * numTasks, seed: 1, taskSampling: 'fixed', taskId }));
    expect(named!.observationSize - plain!.observationSize).toBe(numTasks);
    const [withTask, without] = [named!.reset(), plain!.reset()];
    const size = plain!.observationSize;
    for (let env = 0; env < 2 * numTasks; env++) {
      expect(named!.currentTasks[env]).toBe(env % numTasks);
      const at = env * (size + numTasks);
      expect(withTask.subarray(at, at + size)).toEqual(without.subarray(env * size, (env + 1) * size));
      expect([...withTask.subarray(at + size, at + size + numTasks)]).toEqual(
        Array.from({ length: numTasks }, (_, task) => (task === env % numTasks ? 1 : 0)),
      );
    }
    expect(() => makeVec(id, { numEnvs: 1, taskSampling: 'mixed' })).toThrow('invalid taskSampling: mixed; expected one of uniformPerEpisode, fixed');
  });

  test('a state continues bit for bit, in JSON and in a vector of another seed', () => {
    const original = makeVec(id, { numEnvs: 3, seed: 4 });
    original.reset();
    const generator = new Generator(5);
    for (let t = 0; t < 100; t++) original.step(act(original, generator));
    const restored = makeVec(id, { numEnvs: 3, seed: 5 });
    restored.reset();
    restored.setState(JSON.parse(JSON.stringify(original.getState())));
    expect(restored.actionMasks).toEqual(original.actionMasks);
    for (let t = 0; t < 60; t++) {
      const actions = act(original, generator);
      const [expected, found] = [original.step(actions), restored.step(actions)];
      expect(found.observations).toEqual(expected.observations);
      expect(found.rewards).toEqual(expected.rewards);
    }
  });
});

describe('cart-pole swing-up', () => {
  const parameters = { poleMass: 0.8, poleLength: 0.7, force: 12 };

  test('accelerates as the Lagrangian of a cart with a uniform rod says', () => {
    const rules = cartPoleSwingUpRules(parameters);
    const generator = new Generator(0);
    const { poleMass: m, poleLength: l } = parameters;
    for (let i = 0; i < 100; i++) {
      const [x, v, theta, w] = [generator.uniform(-1, 1), generator.uniform(-2, 2), generator.uniform(-3, 3), generator.uniform(-4, 4)];
      const action = generator.integers(0, 3);
      const states = Float64Array.of(0, x, v, theta, w);
      const outcome = { reward: NaN, terminated: true };
      rules.step(states, 1, action, new Int32Array(0), 0, outcome);
      const [linear, turning] = [(states[2]! - v) / TIME_STEP, (states[4]! - w) / TIME_STEP];
      // d/dt of both momenta: the cart's is changed by force and friction, the rod's by gravity.
      const push = (action - 1) * parameters.force - 0.1 * v;
      expect((CART_MASS + m) * linear + (m * l * (Math.cos(theta) * turning - Math.sin(theta) * w * w)) / 2).toBeCloseTo(push, 9);
      expect((m * l * l * turning) / 3 + (m * l * Math.cos(theta) * linear) / 2).toBeCloseTo((m * GRAVITY * l * Math.sin(theta)) / 2, 9);
      expect(states[1]).toBeCloseTo(x + TIME_STEP * states[2]!, 12);
      expect(states[3]).toBeCloseTo(theta + TIME_STEP * states[4]!, 12);
      expect(outcome.terminated).toBe(false);
      expect(outcome.reward).toBeCloseTo(((1 + Math.cos(states[3]!)) / 2) * Math.cos((Math.PI * states[1]!) / 4.8), 12);
    }
  });

  test('starts hanging, ends without reward beyond the track', () => {
    const rules = cartPoleSwingUpRules(parameters);
    const envs = makeVec('cartpole-swingups', { numEnvs: 64, seed: 1 });
    const observations = envs.reset();
    for (let env = 0; env < 64; env++) expect(observations[env * envs.observationSize + 2]).toBeLessThan(Math.cos(Math.PI - 0.2) + 1e-6);
    const outcome = { reward: NaN, terminated: false };
    rules.step(Float64Array.of(2.39, 3, 0, 0), 0, 2, new Int32Array(0), 0, outcome);
    expect(outcome).toEqual({ reward: 0, terminated: true });
  });

  test('the suite has each mass, length and actuator with each', () => {
    const tasks = makeVec('cartpole-swingups', { numEnvs: 1 }).tasks as unknown as { poleMass: number; poleLength: number; force: number }[];
    expect(new Set(tasks.map(({ poleMass, poleLength, force }) => `${poleMass} ${poleLength} ${force}`)).size).toBe(8);
    for (const [key, count] of [['poleMass', 2], ['poleLength', 2], ['force', 2]] as const) {
      expect(new Set(tasks.map((task) => task[key])).size).toBe(count);
    }
  });
});

test('mixed-horizons: time limits from tens to a thousand steps, kept', () => {
  const envs = makeVec('mixed-horizons', { numEnvs: 4, taskSampling: 'fixed' });
  envs.reset();
  const ends = [0, 0, 0, 0];
  for (let t = 1; t <= 1000; t++) {
    // A pole that is put upright and at rest each step never falls.
    envs.setState({ ...(envs.getState() as Record<string, EnvState>), states: encodeArray(new Float64Array(16)) });
    envs.step(new Int32Array(4)).truncated.forEach((isCut, task) => {
      if (isCut && ends[task] === 0) ends[task] = t;
    });
  }
  expect(ends).toEqual([30, 100, 300, 1000]);
  expect(envs.tasks.map(({ expertReturn }) => expertReturn)).toEqual(ends);
});

describe('mazes', () => {
  test.each([2, 3, 6, 11])('of size %i: walls have two sides, the border is closed, every cell reaches the goal by its distance', (size) => {
    for (let seed = 0; seed < 5; seed++) {
      const { walls, distances } = generateMaze(size, [seed, size]);
      for (let cell = 0; cell < size * size; cell++) {
        const reached: number[] = [];
        for (let direction = 0; direction < 4; direction++) {
          const next = neighbour(size, cell, direction);
          const wall = walls[4 * cell + direction];
          if (next < 0) expect(wall).toBe(1);
          else expect(wall).toBe(walls[4 * next + ((direction + 2) % 4)]);
          if (wall === 0) reached.push(distances[next]!);
        }
        const isGoal = cell === size * size - 1;
        expect(distances[cell]).toBe(isGoal ? 0 : Math.min(...reached) + 1);
      }
      const open = walls.reduce((sum, wall) => sum + 1 - wall, 0) / 2;
      expect(open).toBeGreaterThanOrEqual(size * size - 1);
      const tree = generateMaze(size, [seed, size], 0);
      expect(tree.walls.reduce((sum, wall) => sum + 1 - wall, 0) / 2).toBe(size * size - 1);
    }
  });

  test('the same for a seed, others for another', () => {
    const text = (mazeSeed: number): string => JSON.stringify(gridworldMazes({ mazeSeed }).map(({ walls }) => [...walls]));
    expect(text(0)).toBe(text(0));
    expect(text(1)).not.toBe(text(0));
    expect(makeVec('gridworld-curriculum', { numEnvs: 1, mazeSeed: 1 }).tasks[0]).toEqual({ name: '3x3' });
    expect(() => gridworldMazes({ mazeSeed: -1 })).toThrow('invalid mazeSeed: -1; expected an integer >= 0');
  });
});

describe('gridworld-curriculum', () => {
  const cellOf = (observations: Float32Array, at: number, size: number): number =>
    Math.round(((observations[at]! + 1) / 2) * (size - 1)) * size + Math.round(((observations[at + 1]! + 1) / 2) * (size - 1));

  test('moves where there is no wall, shows what is around, and rewards the goal alone by the time it took', () => {
    const mazes = gridworldMazes();
    const envs = makeVec('gridworld-curriculum', { numEnvs: 5, seed: 3, taskSampling: 'fixed', taskId: false });
    let observations = envs.reset().slice();
    const generator = new Generator(4);
    const steps = new Int32Array(5);
    let goals = 0;
    for (let t = 0; t < 500; t++) {
      const actions = act(envs, generator);
      const step = envs.step(actions);
      mazes.forEach(({ size, walls }, env) => {
        steps[env]!++;
        const at = 10 * env;
        const before = cellOf(observations, at, size);
        expect([...observations.subarray(at + 2, at + 6)]).toEqual([...walls.subarray(4 * before, 4 * before + 4)]);
        observations.subarray(at + 6, at + 10).forEach((free, direction) => {
          let cells = 0;
          for (let cell = before; walls[4 * cell + direction] === 0; cell = neighbour(size, cell, direction)) cells++;
          expect(free).toBeCloseTo(cells / size, 6);
        });
        const next = walls[4 * before + actions[env]!] === 1 ? before : neighbour(size, before, actions[env]!);
        const atGoal = next === size * size - 1;
        const limit = 4 * size * size;
        expect(step.terminated[env]).toBe(Number(atGoal));
        expect(step.truncated[env]).toBe(Number(steps[env] === limit));
        expect(step.rewards[env]).toBe(atGoal ? 1 - (0.9 * steps[env]!) / limit : 0);
        const isOver = atGoal || steps[env] === limit;
        expect(cellOf(isOver ? step.finalObservations : step.observations, at, size)).toBe(next);
        if (isOver) steps[env] = 0;
        goals += Number(atGoal);
      });
      observations = step.observations.slice();
    }
    expect(goals).toBeGreaterThan(15);
  });

  test('a curriculum opens task after task, as the last one’s episodes succeed, and is part of the state', () => {
    const mazes = gridworldMazes();
    const make = (seed: number): VectorEnv => makeVec('gridworld-curriculum', { numEnvs: 8, seed, taskSampling: 'curriculum' });
    const envs = make(1);
    let observations = envs.reset();
    const opened: number[] = [];
    let ended = 0;
    let open = 1;
    let since = 0;
    const play = (vector: VectorEnv, shown: Float32Array): Int32Array =>
      Int32Array.from(vector.currentTasks, (task, env) => {
        const { size, walls, distances } = mazes[task]!;
        const cell = cellOf(shown, env * vector.observationSize, size);
        const isCloser = (direction: number): boolean => distances[neighbour(size, cell, direction)]! < distances[cell]!;
        return [0, 1, 2, 3].findIndex((direction) => walls[4 * cell + direction] === 0 && isCloser(direction));
      });
    for (let t = 0; t < 3000; t++) {
      const before = envs.currentTasks.slice();
      const step = envs.step(play(envs, observations));
      observations = step.observations;
      for (let env = 0; env < 8; env++) {
        if (!step.terminated[env]) continue;
        ended++;
        if (before[env] === open - 1) since++;
        if (envs.currentTasks[env] === open) {
          // The task before it has had its share of episodes, all of which succeeded: 1 - 0.95^24 is the first mean above 0.7.
          expect(since).toBeGreaterThanOrEqual(24);
          opened.push(ended);
          open++;
          since = 0;
        }
        expect(envs.currentTasks[env]).toBeLessThan(open);
      }
    }
    expect(opened).toHaveLength(4);
    const restored = make(2);
    restored.reset();
    expect(Math.max(...restored.currentTasks)).toBe(0);
    restored.setState(JSON.parse(JSON.stringify(envs.getState())));
    for (let t = 0; t < 50; t++) {
      const actions = play(envs, observations);
      expect(restored.step(actions).observations).toEqual(envs.step(actions).observations);
      expect(restored.currentTasks).toEqual(envs.currentTasks);
    }
    // Evaluation is of all tasks.
    const evaluation = make(1).createEvaluationEnvs({ numEnvs: 7, seed: 0 });
    evaluation.reset();
    expect(Array.from(evaluation.currentTasks)).toEqual([0, 1, 2, 3, 4, 0, 1]);
  });

  test('a curriculum that fails stays where it is', () => {
    const envs = makeVec('gridworld-curriculum', { numEnvs: 8, seed: 1, taskSampling: 'curriculum', maxEpisodeSteps: 2 });
    envs.reset();
    for (let t = 0; t < 100; t++) {
      envs.step(new Int32Array(8));
      expect(Math.max(...envs.currentTasks)).toBe(0);
    }
    for (const id of ['cartpole-swingups', 'classic-mix']) {
      expect(() => makeVec(id, { numEnvs: 1, taskSampling: 'curriculum' })).toThrow(
        'invalid taskSampling: curriculum; expected one of uniformPerEpisode, fixed',
      );
    }
  });
});

test('classic-mix: each task is its environment, padded with zeros and masked', () => {
  const ids = ['CartPole-v1', 'Acrobot-v1', 'Pendulum-v1', 'FrozenLake-v1'];
  const [sizes, actions] = [[4, 6, 3, 16], [2, 3, 5, 4]];
  const envs = makeVec('classic-mix', { numEnvs: 4, seed: 30, taskSampling: 'fixed' });
  expect([envs.observationSize, numActions(envs)]).toEqual([20, 5]);
  const alone = ids.map((id, i) => makeVec(id, { numEnvs: 1, seed: 30 + i }));
  const compare = (observations: Float32Array, own: Float32Array, task: number): void => {
    const row = observations.subarray(20 * task, 20 * (task + 1));
    expect(row.subarray(0, sizes[task])).toEqual(own);
    expect([...row.subarray(sizes[task])]).toEqual(Array.from({ length: 20 - sizes[task]! }, (_, i) => (i === 16 - sizes[task]! + task ? 1 : 0)));
  };
  const first = envs.reset();
  alone.forEach((env, task) => compare(first, env.reset(), task));
  expect([...envs.actionMasks!]).toEqual(actions.flatMap((n) => Array.from({ length: 5 }, (_, i) => (i < n ? 1 : 0))));
  const generator = new Generator(1);
  for (let t = 0; t < 400; t++) {
    const chosen = act(envs, generator);
    const step = envs.step(chosen);
    alone.forEach((env, task) => {
      const own = env.step(task === 2 ? Float32Array.of(chosen[2]! - 2) : chosen.subarray(task, task + 1));
      expect([step.rewards[task], step.terminated[task], step.truncated[task]]).toEqual([own.rewards[0], own.terminated[0], own.truncated[0]]);
      compare(step.observations, own.observations, task);
      if (own.terminated[0] || own.truncated[0]) compare(step.finalObservations, own.finalObservations, task);
    });
  }
  expect(() => envs.step(Int32Array.of(2, 0, 0, 0))).toThrow('invalid action of environment 0: 2; expected an integer from 0 to 1');
});
