import { describe, expect, test } from '@jest/globals';
import type { Env } from './env.ts';
import { Generator } from './generator.ts';
import { LineWalk } from './line-walk.fixture.ts';
import { makeVec } from './registry.ts';
import type { VectorEnv } from './vector-env.ts';

const kinds: [string, string | (() => Env)][] = [
  ['CartPole-v1', 'CartPole-v1'],
  ['scaled-cartpoles', 'scaled-cartpoles'],
  ['an environment of the user’s own', () => new LineWalk()],
];

/** A random allowed action for each environment. */
function act(envs: VectorEnv, generator: Generator): Int32Array {
  const size = envs.actionSpace.kind === 'Discrete' ? envs.actionSpace.n : 0;
  return Int32Array.from({ length: envs.numEnvs }, (_, env) => {
    const all = Array.from({ length: size }, (_, i) => i);
    const allowed = all.filter((i) => envs.actionMasks === null || envs.actionMasks[env * size + i] === 1);
    return allowed[generator.integers(0, allowed.length)]!;
  });
}

const row = (envs: VectorEnv, observations: Float32Array, env: number): number[] =>
  Array.from(observations.subarray(env * envs.observationSize, (env + 1) * envs.observationSize));

describe.each(kinds)('%s', (_, id) => {
  test.each(['nextStep', 'disabled'] as const)('autoreset %s gives the same episodes, some steps apart', (autoreset) => {
    const [numEnvs, seed, maxEpisodeSteps] = [3, 5, 25];
    const same = makeVec(id, { numEnvs, seed, maxEpisodeSteps });
    const apart = makeVec(id, { numEnvs, seed, maxEpisodeSteps, autoreset });
    expect([same.autoreset, same.waiting, apart.autoreset]).toEqual(['sameStep', null, autoreset]);
    const record = (envs: VectorEnv): number[][][] => {
      const episodes = Array.from({ length: numEnvs }, (): number[][] => []);
      // One generator an environment, drawn from only where an action counts: the two vectors see the same actions.
      const generators = new Generator(9).spawn(numEnvs);
      const first = envs.reset();
      for (let env = 0; env < numEnvs; env++) episodes[env]!.push(row(envs, first, env));
      for (let t = 0; t < 150; t++) {
        const waited = Array.from(envs.waiting ?? new Uint8Array(numEnvs));
        const masks = envs.actionMasks?.slice();
        const actions = Int32Array.from(waited, (waits, env) => {
          if (waits) return -7;
          const allowed = [0, 1, 2].filter((i) => (masks ? masks[env * 3 + i] === 1 : i < 2));
          return allowed[generators[env]!.integers(0, allowed.length)]!;
        });
        const step = envs.step(actions);
        for (let env = 0; env < numEnvs; env++) {
          const ended = step.terminated[env] === 1 || step.truncated[env] === 1;
          const log = episodes[env]!;
          if (waited[env]) {
            expect([step.rewards[env], ended]).toEqual([0, false]);
            if (envs.waiting![env]) {
              expect(autoreset).toBe('disabled');
              expect(row(envs, step.observations, env)).toEqual(log.at(-1));
              continue;
            }
          } else {
            log.push([step.rewards[env]!, step.terminated[env]!, step.truncated[env]!]);
            if (ended) log.push(row(envs, step.finalObservations, env));
          }
          if (envs.waiting && ended) {
            expect(row(envs, step.observations, env)).toEqual(row(envs, step.finalObservations, env));
            expect(envs.waiting[env]).toBe(1);
          } else {
            log.push(row(envs, step.observations, env));
          }
        }
        if (autoreset === 'disabled' && envs.waiting?.every((flag) => flag === 1)) {
          const begun = envs.reset();
          expect([...envs.waiting]).toEqual([0, 0, 0]);
          episodes.forEach((log, env) => log.push(row(envs, begun, env)));
        }
      }
      return episodes;
    };
    const [expected, found] = [record(same), record(apart)];
    found.forEach((log, env) => {
      expect(log.filter((entry) => entry.length === 3 && entry[1]! + entry[2]! > 0).length).toBeGreaterThan(2);
      expect(log).toEqual(expected[env]!.slice(0, log.length));
    });
  });

  test('replicas begin together, in one state and task, under an id of their own; the first to end wait', () => {
    const [numEnvs, replicas] = [6, 3];
    const envs = makeVec(id, { numEnvs, seed: 3, replicas, maxEpisodeSteps: 40 });
    const generator = new Generator(1);
    const seen = new Set<number>();
    const firsts: number[][] = [];
    let waits = 0;
    let observations = envs.reset();
    const begin = (group: number): void => {
      const first = group * replicas;
      const start = envs.startIds![first]!;
      expect(seen.has(start)).toBe(false);
      seen.add(start);
      firsts.push(row(envs, observations, first));
      for (let env = first; env < first + replicas; env++) {
        expect(envs.startIds![env]).toBe(start);
        expect(envs.currentTasks[env]).toBe(envs.currentTasks[first]);
        expect(row(envs, observations, env)).toEqual(row(envs, observations, first));
      }
    };
    begin(0);
    begin(1);
    for (let t = 0; t < 400; t++) {
      const waited = envs.waiting!.slice();
      const before = envs.startIds!.slice();
      const shown = Array.from({ length: numEnvs }, (_, env) => row(envs, observations, env));
      const step = envs.step(act(envs, generator));
      observations = step.observations;
      for (let group = 0; group < numEnvs / replicas; group++) {
        const members = [0, 1, 2].map((copy) => group * replicas + copy);
        const over = members.map((env) => waited[env] === 1 || step.terminated[env] === 1 || step.truncated[env] === 1);
        const restarts = over.every(Boolean);
        if (restarts) begin(group);
        members.forEach((env, i) => {
          expect(envs.startIds![env] === before[env]).toBe(!restarts);
          expect(envs.waiting![env]).toBe(!restarts && over[i] ? 1 : 0);
          if (waited[env]) {
            waits++;
            expect([step.rewards[env], step.terminated[env], step.truncated[env]]).toEqual([0, 0, 0]);
            if (!restarts) expect(row(envs, observations, env)).toEqual(shown[env]);
          } else if (over[i] && !restarts) {
            expect(row(envs, observations, env)).toEqual(row(envs, step.finalObservations, env));
          }
        });
      }
    }
    expect(waits).toBeGreaterThan(10);
    expect(new Set(firsts.map(String)).size).toBe(firsts.length);
    expect(firsts.length).toBeGreaterThan(10);
  });

  test('replicas without autoreset start together with each reset, from the starts that they would have with it', () => {
    const options = { numEnvs: 6, seed: 3, replicas: 3, maxEpisodeSteps: 15 };
    const together = makeVec(id, options);
    const apart = makeVec(id, { ...options, autoreset: 'disabled' });
    const generator = new Generator(1);
    /** The first starts of each group, from the first observation and task of its copies. */
    const starts: (readonly [number, number[]])[][] = [[], []];
    const note = (observations: Float32Array, group: number): void => {
      starts[group]!.push([together.currentTasks[3 * group]!, row(together, observations, 3 * group)]);
    };
    let observations = together.reset();
    note(observations, 0);
    note(observations, 1);
    while (Math.min(starts[0]!.length, starts[1]!.length) < 8) {
      const before = together.startIds!.slice();
      observations = together.step(act(together, generator)).observations;
      for (const group of [0, 1]) if (together.startIds![3 * group] !== before[3 * group]) note(observations, group);
    }
    const seen = new Set<number>();
    for (let episode = 0; episode < 8; episode++) {
      const shown = apart.reset();
      expect([...apart.waiting!]).toEqual([0, 0, 0, 0, 0, 0]);
      for (let env = 0; env < 6; env++) {
        const group = Math.floor(env / 3);
        expect([apart.currentTasks[env], row(apart, shown, env)]).toEqual(starts[group]![episode]);
        expect(apart.startIds![env]).toBe(apart.startIds![3 * group]);
      }
      seen.add(apart.startIds![0]!).add(apart.startIds![3]!);
      const [startIds, tasks] = [apart.startIds!.slice(), apart.currentTasks.slice()];
      for (let t = 0; t < 18; t++) {
        const waited = apart.waiting!.slice();
        const { rewards, terminated, truncated } = apart.step(act(apart, generator));
        waited.forEach((waits, env) => {
          const ended = terminated[env]! + truncated[env]! > 0;
          expect(apart.waiting![env]).toBe(waits || ended ? 1 : 0);
          if (waits) expect([rewards[env], ended]).toEqual([0, false]);
        });
      }
      expect([...apart.waiting!]).toEqual([1, 1, 1, 1, 1, 1]);
      expect([[...apart.startIds!], [...apart.currentTasks]]).toEqual([[...startIds], [...tasks]]);
    }
    expect(seen.size).toBe(16);
  });

  test.each([{ autoreset: 'nextStep' }, { replicas: 2 }, { autoreset: 'disabled' }, { autoreset: 'disabled', replicas: 2 }] as const)('a state with %j continues bit for bit', (options) => {
    const make = (seed: number): VectorEnv => makeVec(id, { numEnvs: 4, seed, maxEpisodeSteps: 20, ...options });
    const original = make(1);
    original.reset();
    const generator = new Generator(4);
    const log = (envs: VectorEnv, actions: Int32Array[]): unknown =>
      actions.map((each) => {
        const { observations, rewards, terminated } = envs.step(each);
        const shown = [[...observations], [...rewards], [...terminated], [...envs.waiting!], [...(envs.startIds ?? [])]];
        const begins = envs.autoreset === 'disabled' && envs.waiting!.every((flag) => flag === 1);
        return [...shown, begins && [...envs.reset()]];
      });
    const someWait = (): boolean => original.waiting!.includes(1) && original.waiting!.includes(0);
    for (let t = 0; !someWait() || t < 30; t++) {
      if (original.autoreset === 'disabled' && original.waiting!.every((flag) => flag === 1)) original.reset();
      original.step(act(original, generator));
    }
    const restored = make(2);
    const shown = restored.reset();
    restored.setState(JSON.parse(JSON.stringify(original.getState())));
    expect([...restored.waiting!]).toEqual([...original.waiting!]);
    const plan = Array.from({ length: 60 }, () => Int32Array.from({ length: 4 }, () => generator.integers(0, 2)));
    expect(log(restored, plan)).toEqual(log(original, plan));
    expect(shown.length).toBe(4 * restored.observationSize);
  });

  test('evaluation environments restart at once, whatever the training ones do', () => {
    for (const options of [{ autoreset: 'nextStep' }, { replicas: 2 }, { autoreset: 'disabled' }] as const) {
      const evaluation = makeVec(id, { numEnvs: 2, ...options }).createEvaluationEnvs({ numEnvs: 3, seed: 1 });
      expect([evaluation.autoreset, evaluation.waiting, evaluation.startIds]).toEqual(['sameStep', null, null]);
    }
  });

  test('refuses what does not fit', () => {
    expect(() => makeVec(id, { numEnvs: 4, replicas: 3 })).toThrow('invalid replicas: 3; expected a divisor of numEnvs, 4');
    expect(() => makeVec(id, { numEnvs: 4, autoreset: 'never' as 'nextStep' })).toThrow('invalid autoreset: never; expected one of sameStep, nextStep, disabled');
    expect(() => makeVec(id, { numEnvs: 4, autoreset: 'nextStep', replicas: 2 })).toThrow(
      'invalid autoreset: nextStep; expected sameStep or disabled with replicas',
    );
  });
});

test('a vector tells the longest time limit of its tasks', () => {
  const limitOf = (id: string | (() => Env), options = {}): number | null => makeVec(id, { numEnvs: 1, ...options }).maxEpisodeSteps;
  expect([limitOf('CartPole-v1'), limitOf('CartPole-v1', { maxEpisodeSteps: 7 }), limitOf('mixed-horizons'), limitOf('CliffWalking-v1')]).toEqual([500, 7, 1000, null]);
  expect([limitOf(() => new LineWalk()), limitOf(() => new LineWalk(), { maxEpisodeSteps: 9 })]).toEqual([null, 9]);
});

test('a group of replicas starts as the environment with its seed would without', () => {
  const group = makeVec('CartPole-v1', { numEnvs: 4, seed: 8, replicas: 2 });
  const plain = makeVec('CartPole-v1', { numEnvs: 2, seed: 8 });
  for (let episode = 0; episode < 3; episode++) {
    const copies = [...group.reset()];
    const starts = [...plain.reset()];
    expect(copies).toEqual([...starts.slice(0, 4), ...starts.slice(0, 4), ...starts.slice(4), ...starts.slice(4)]);
  }
});

test('evaluation environments take a limit of their own, unless the environment’s comes first', () => {
  const ends = (vector: VectorEnv, limit: number): number[] => {
    const evaluation = vector.createEvaluationEnvs({ numEnvs: 4, seed: 1, maxEpisodeSteps: limit });
    evaluation.reset();
    const lengths = new Array<number>(4).fill(0);
    for (let t = 1; lengths.includes(0); t++) {
      const { terminated, truncated } = evaluation.step(new Int32Array(4));
      for (let env = 0; env < 4; env++) if (lengths[env] === 0 && (terminated[env] || truncated[env])) lengths[env] = truncated[env] ? t : -t;
    }
    return lengths;
  };
  expect(ends(makeVec('CliffWalking-v1', { numEnvs: 1 }), 25)).toEqual([25, 25, 25, 25]);
  expect(ends(makeVec('CliffWalking-v1', { numEnvs: 1, maxEpisodeSteps: 7 }), 25)).toEqual([7, 7, 7, 7]);
  expect(makeVec(() => new LineWalk(), { numEnvs: 1 }).createEvaluationEnvs({ numEnvs: 1, seed: 1, maxEpisodeSteps: 9 }).maxEpisodeSteps).toBe(9);
  expect(makeVec(() => new LineWalk(), { numEnvs: 1, maxEpisodeSteps: 7 }).createEvaluationEnvs({ numEnvs: 1, seed: 1, maxEpisodeSteps: 9 }).maxEpisodeSteps).toBe(7);
});
