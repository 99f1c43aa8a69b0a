import { describe, test } from '@jest/globals';
import fc from 'fast-check';
import { areValid, check, integerFrom, isBoolean, junk, junkOptions, numberIn, oneOf, refusesOr } from '../../../tooling/fuzz/fuzz.ts';
import { box, contains, dict, discrete, flatSize, listEnvs, make, makeVec, multiDiscrete, normalizeObservations, normalizeRewards, register, rescaleActions, sample, scaleRewards, stackFrames, tuple, checkEnv, Generator } from './index.ts';
import { flattenObservation } from './flatten-observation.ts';
import { isSpace, type Space } from './spaces.ts';

const isNumbers = (value: unknown): boolean => (Array.isArray(value) || ArrayBuffer.isView(value)) && [...(value as unknown as number[])].every((entry) => typeof entry === 'number');
const envs = () => makeVec('CartPole-v1', { numEnvs: 2 });

const spaces: fc.Arbitrary<Space> = fc.letrec<{ space: Space }>((tie) => ({
  space: fc.oneof(
    { maxDepth: 2 },
    fc.integer({ min: 1, max: 4 }).map((n) => discrete(n, { start: -1 })),
    fc.tuple(fc.float({ noNaN: true, min: -10, max: 0 }), fc.float({ noNaN: true, min: 0, max: 10 })).map(([low, high]) => box(low, high, { shape: [2] })),
    fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 }).map((sizes) => multiDiscrete(sizes)),
    fc.array(tie('space'), { minLength: 1, maxLength: 2 }).map((parts) => tuple(parts)),
    fc.dictionary(fc.constantFrom('a', 'b', 'toString'), tie('space'), { minKeys: 1, maxKeys: 2 }).map((parts) => dict(parts)),
  ),
})).space;

describe('spaces', () => {
  test('are made of what makes one, or refused', () => {
    check(fc.tuple(junk, junkOptions({ start: integerFrom(-Infinity) })), ([n, options]) => {
      refusesOr([n, options], () => discrete(n as number, options), ({ n: size, start }) => Number.isSafeInteger(size) && size >= 1 && Number.isSafeInteger(start));
    });
    check(fc.tuple(junk, junk, junkOptions({ shape: Array.isArray })), (input) => {
      refusesOr(input, () => box(input[0] as number, input[1] as number, input[2]), ({ low, high, shape }) =>
        low.every((bound, i) => bound <= high[i]!) && shape.every((size) => Number.isSafeInteger(size) && size >= 1) && [...input.slice(0, 2)].every((bound) => typeof bound === 'number' || isNumbers(bound)));
    });
    for (const make of [multiDiscrete, tuple, dict] as ((value: never) => Space)[]) {
      check(junk, (value) => {
        refusesOr(value, () => make(value as never), (space) => isSpace(space) && Number.isSafeInteger(flatSize(space)) && flatSize(space) > 0);
      });
    }
  });

  test('know their elements from anything else', () => {
    check(fc.tuple(spaces, junk, fc.nat()), ([space, value, seed]) => {
      const element = sample(space, new Generator(seed));
      if (!contains(space, element)) throw new Error(`no element of ${fc.stringify(space)}: ${fc.stringify(element)}`);
      const target = new Float32Array(flatSize(space));
      if (flattenObservation(space, element, target, 0)) throw new Error('an element is not flattened');
      const isElement = contains(space, value);
      const fault = flattenObservation(space, value, target, 0);
      if (isElement && fault) throw new Error(`an element is not flattened: ${fc.stringify(value)}`);
      if (!fault && !target.every(Number.isFinite)) throw new Error(`flattened ${fc.stringify(value)} to ${target.join()}`);
    });
  });
});

describe('vectors', () => {
  const vectorRules = { numEnvs: integerFrom(1), seed: integerFrom(0), autoreset: oneOf('sameStep', 'nextStep', 'disabled'), replicas: integerFrom(1) };
  // a number that is allowed may still be too much for memory
  const small = (options: Record<string, unknown>): Record<string, unknown> => (Number(typeof options.numEnvs === 'number' ? options.numEnvs : 0) > 1e4 ? { ...options, numEnvs: 2 } : options);
  const ids = listEnvs().map(({ id }) => id);

  test('take options that make sense', () => {
    check(fc.tuple(fc.constantFrom(...ids), junkOptions(vectorRules).map(small)), ([id, options]) => {
      refusesOr([id, options], () => makeVec(id, { numEnvs: 2, ...options }), () => areValid(options, vectorRules));
    });
  });

  test('are known by name', () => {
    check(junk, (id) => {
      refusesOr(id, () => make(id as string), () => ids.includes(id as string));
      refusesOr(id, () => makeVec(id as string, { numEnvs: 1 }), () => ids.includes(id as string));
      refusesOr(id, () => { register(id as never); }, () => false);
    });
  });

  test('take actions of their space', () => {
    check(junk, (actions) => {
      const vector = envs();
      vector.reset();
      refusesOr(actions, () => vector.step(actions as never), () => isNumbers(actions) && [...(actions as number[])].every((action) => action === 0 || action === 1));
    });
  });

  test('are seeded with seeds', () => {
    check(junk, (seed) => {
      refusesOr(seed, () => envs().reset({ seed: seed as number }), () => seed === undefined || integerFrom(0)(seed));
    });
  });

  test('go on from states that are theirs', () => {
    check(junk, (state) => {
      refusesOr(state, () => { envs().setState(state as never); }, () => false);
    });
  });

  test('go on from states of which one field is not theirs only where that makes sense', () => {
    const made = [envs(), makeVec('gridworld-curriculum', { numEnvs: 4, replicas: 2 }), normalizeRewards(normalizeObservations(envs()), { perTask: true }), stackFrames(envs(), 2)];
    for (const vector of made) {
      vector.reset();
      const state = vector.getState() as Record<string, unknown>;
      check(fc.tuple(fc.constantFrom(...Object.keys(state)), junk), ([name, value]) => {
        refusesOr([name, value], () => {
          vector.setState({ ...state, [name]: value } as never);
          vector.step(new Int32Array(vector.numEnvs));
        });
        vector.setState(state as never);
      });
    }
  });

  test('are wrapped with options that make sense', () => {
    const wrappers = [
      [normalizeObservations, { clip: numberIn(0, Infinity), epsilon: numberIn(0, Infinity) }],
      [normalizeRewards, { gamma: numberIn(0, 1), clip: numberIn(0, Infinity), epsilon: numberIn(0, Infinity), perTask: isBoolean }],
    ] as const;
    for (const [wrap, rules] of wrappers) {
      check(junkOptions(rules), (options) => {
        refusesOr(options, () => wrap(envs(), options), () => areValid(options, rules));
      });
    }
    const isFinite = numberIn(-Number.MAX_VALUE, Number.MAX_VALUE);
    check(junkOptions({ low: isFinite, high: isFinite }), (options) => {
      const { low = -1, high = 1 } = options as { low?: number; high?: number };
      refusesOr(options, () => rescaleActions(makeVec('Pendulum-v1', { numEnvs: 1 }), options), () => areValid(options, { low: isFinite, high: isFinite }) && low < high);
    });
    check(junk, (value) => {
      refusesOr(value, () => scaleRewards(envs(), value as number), () => Number.isFinite(value) && value !== 0);
      const count = typeof value === 'number' && value > 100 ? 3 : value;
      refusesOr(count, () => stackFrames(envs(), count as number), () => integerFrom(1)(count));
    });
  });

  test('of the user’s own are told what is wrong with them', () => {
    check(fc.tuple(junk, junk, junk), ([started, stepped, space]) => {
      const env = { observationSpace: box(0, 1, { shape: [2] }), actionSpace: discrete(2), reset: () => started, step: () => stepped };
      refusesOr([started, stepped], () => makeVec(() => env as never, { numEnvs: 1 }), () => true);
      checkEnv(env as never);
      checkEnv({ ...env, observationSpace: space } as never);
      refusesOr(space, () => makeVec(() => ({ ...env, actionSpace: space }) as never, { numEnvs: 1 }), () => false);
    });
  });
});
