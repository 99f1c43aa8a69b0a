import { describe, expect, test } from '@jest/globals';
import { Generator } from './generator.ts';
import { normalizeObservations } from './normalize-observations.ts';
import { normalizeRewards } from './normalize-rewards.ts';
import { makeVec } from './registry.ts';
import { contains } from './space-elements.ts';
import { decodeArray } from './typed-array-state.ts';
import { stackFrames } from './stack-frames.ts';
import type { VectorEnv, VectorStep } from './vector-env.ts';

const STEPS = 150;
const draw = (generator: Generator, length: number): Int32Array =>
  Int32Array.from({ length }, () => generator.integers(0, 2));

function each(envs: VectorEnv, visit: (step: VectorStep, t: number) => void, { seed = 1, steps = STEPS } = {}): void {
  const generator = new Generator(seed);
  for (let t = 0; t < steps; t++) visit(envs.step(draw(generator, envs.numEnvs)), t);
}

/** Mean and population variance, with the prior of weight 1e-4, two passes. */
function moments(values: number[]): { mean: number; variance: number } {
  const total = values.length + 1e-4;
  const mean = values.reduce((sum, value) => sum + value, 0) / total;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, variance: (squares + 1e-4 * (1 + mean ** 2)) / total };
}

describe('normalizeObservations', () => {
  test('is the direct formula over everything seen so far; final observations use, but do not enter, the statistics', () => {
    const raw = makeVec('CartPole-v1', { numEnvs: 3, seed: 4 });
    const envs = normalizeObservations(makeVec('CartPole-v1', { numEnvs: 3, seed: 4 }), { epsilon: 1e-6, clip: 2 });
    const seen: number[][] = [];
    const expectNormalized = (actual: Float32Array, from: Float32Array, rows: number[]): void => {
      for (const row of rows) {
        for (let i = 0; i < 4; i++) {
          const { mean, variance } = moments(seen.map((observation) => observation[i]!));
          const value = (from[4 * row + i]! - mean) / Math.sqrt(variance + 1e-6);
          expect(actual[4 * row + i]).toBeCloseTo(Math.max(-2, Math.min(2, value)), 5);
        }
      }
    };
    const enter = (observations: Float32Array): void => {
      for (let row = 0; row < 3; row++) seen.push([...observations.subarray(4 * row, 4 * row + 4)]);
    };
    const first = raw.reset();
    enter(first);
    expectNormalized(envs.reset(), first, [0, 1, 2]);
    const generator = new Generator(0);
    let ends = 0;
    for (let t = 0; t < 60; t++) {
      const actions = draw(generator, 3);
      const [rawStep, step] = [raw.step(actions), envs.step(actions)];
      enter(rawStep.observations);
      expectNormalized(step.observations, rawStep.observations, [0, 1, 2]);
      const ended = [0, 1, 2].filter((row) => rawStep.terminated[row] === 1);
      expectNormalized(step.finalObservations, rawStep.finalObservations, ended);
      ends += ended.length;
      expect(contains(envs.observationSpace, step.observations.subarray(0, 4))).toBe(true);
      expect([step.rewards, step.terminated, step.truncated]).toEqual([rawStep.rewards, rawStep.terminated, rawStep.truncated]);
    }
    expect(ends).toBeGreaterThan(0);
  });

  test('evaluation environments keep the statistics of their making, and so does transformObservations show them', () => {
    const envs = normalizeObservations(makeVec('CartPole-v1', { numEnvs: 3, seed: 4 }));
    envs.reset();
    each(envs, () => {});
    const evaluation = envs.createEvaluationEnvs({ numEnvs: 2, seed: 9 });
    const raw = makeVec('CartPole-v1', { numEnvs: 2, seed: 9 });
    const frozen = (observations: Float32Array): Float32Array => envs.transformObservations(observations);
    expect(evaluation.reset()).toEqual(frozen(raw.reset()));
    const state = JSON.stringify((envs.getState() as { moments: unknown }).moments);
    const actions = Array.from({ length: 40 }, (_, t) => draw(new Generator(t), 2));
    const expected = actions.map((action) => frozen(raw.step(action).observations));
    expect(JSON.stringify((envs.getState() as { moments: unknown }).moments)).toBe(state);
    // The training environments go on; the evaluation does not notice.
    each(envs, () => {}, { seed: 2 });
    expect(actions.map((action) => evaluation.step(action).observations.slice())).toEqual(expected);
    expect(frozen(Float32Array.of(0.1, 0.1, 0.1, 0.1))).not.toEqual(
      evaluation.transformObservations(Float32Array.of(0.1, 0.1, 0.1, 0.1)),
    );
  });
});

test('the normaliser of observations as numbers is what transformObservations does, through other wrappers, while it is one', () => {
  const base = makeVec('CartPole-v1', { numEnvs: 3, seed: 1 });
  expect(base.getObservationNormalizer!()).toBeNull();
  const envs = normalizeRewards(normalizeObservations(base, { epsilon: 1e-6, clip: 0.5 }), { gamma: 0.99 });
  envs.reset();
  each(envs, () => undefined);
  const normalizer = envs.getObservationNormalizer!()!;
  const raw = Float32Array.of(0.1, -0.2, 0.03, 4);
  const expected = raw.map((x, i) => Math.max(-0.5, Math.min(0.5, (x - normalizer.mean[i]!) / Math.sqrt(normalizer.variance[i]! + 1e-6))));
  expect(envs.transformObservations(raw)).toEqual(expected);
  each(envs, () => undefined, { seed: 9, steps: 20 });
  expect(envs.transformObservations(raw)).not.toEqual(expected);
  for (const other of [stackFrames(base, 2), normalizeObservations(stackFrames(base, 2)), normalizeObservations(envs)]) expect(other.getObservationNormalizer).toBeUndefined();
});

describe('normalizeRewards', () => {
  test.each([false, true])('is the direct formula, perTask %p', (perTask) => {
    const envs = normalizeRewards(makeVec('scaled-cartpoles', { numEnvs: 5, seed: 4 }), { gamma: 0.9, epsilon: 1e-6, clip: 4, perTask });
    envs.reset();
    const seen: number[][] = [[], [], [], []];
    const returns = [0, 0, 0, 0, 0];
    let tasks = [...envs.currentTasks];
    let clipped = 0;
    each(envs, ({ rewards, rawRewards, terminated }) => {
      returns.forEach((sum, i) => {
        returns[i] = (terminated[i] ? 0 : 0.9 * sum) + rawRewards[i]!;
        seen[perTask ? tasks[i]! : 0]!.push(returns[i]);
      });
      returns.forEach((_, i) => {
        const { variance } = moments(seen[perTask ? tasks[i]! : 0]!);
        const expected = Math.min(4, rawRewards[i]! / Math.sqrt(variance + 1e-6));
        expect(rewards[i]).toBeCloseTo(expected, 9);
        clipped += Number(expected === 4);
        if (terminated[i]) returns[i] = 0;
      });
      tasks = [...envs.currentTasks];
    });
    if (perTask) expect(clipped).toBeGreaterThan(0);
  });

  test('evaluation environments give raw rewards', () => {
    const envs = normalizeRewards(makeVec('scaled-cartpoles', { numEnvs: 5, seed: 4 }));
    envs.reset();
    each(envs, () => {});
    const evaluation = envs.createEvaluationEnvs({ numEnvs: 2, seed: 1 });
    evaluation.reset();
    each(evaluation, ({ rewards, rawRewards }) => expect(rewards).toEqual(rawRewards), { steps: 5 });
  });
});

test.each([
  ['rewards outside', (envs: VectorEnv) => normalizeRewards(normalizeObservations(envs), { perTask: true })],
  ['observations outside', (envs: VectorEnv) => normalizeObservations(normalizeRewards(envs))],
])('both wrappers continue from a state bit for bit, %s', (_, wrap) => {
  const original = wrap(makeVec('scaled-cartpoles', { numEnvs: 3, seed: 4 }));
  const present = original.reset();
  each(original, () => {}, { steps: 77 });
  const restored = wrap(makeVec('scaled-cartpoles', { numEnvs: 3, seed: 5 }));
  const observations = restored.reset();
  restored.setState(JSON.parse(JSON.stringify(original.getState())));
  expect(observations).toEqual(present);
  const collect = (envs: VectorEnv): number[][] => {
    const rows: number[][] = [];
    each(envs, (step) => rows.push([...step.observations, ...step.rewards, ...step.rawRewards, ...step.terminated]));
    return rows;
  };
  expect(collect(restored)).toEqual(collect(original));
  const raw = Float32Array.from({ length: 8 }, (_, i) => i / 10);
  expect(restored.transformObservations(raw)).toEqual(original.transformObservations(raw));
});

test('options out of range are refused', () => {
  const envs = makeVec('CartPole-v1', { numEnvs: 1 });
  expect(() => normalizeObservations(envs, { epsilon: 0 })).toThrow('invalid epsilon: 0; expected a finite number > 0');
  expect(() => normalizeObservations(envs, { clip: -1 })).toThrow('invalid clip: -1; expected a finite number > 0');
  expect(() => normalizeRewards(envs, { gamma: 1.1 })).toThrow('invalid gamma: 1.1; expected a number from 0 to 1');
  expect(() => normalizeRewards(envs, { epsilon: NaN })).toThrow('invalid epsilon: NaN; expected a finite number > 0');
});

test('steps in which an environment waits enter no statistics', () => {
  const make = (): VectorEnv => makeVec('CartPole-v1', { numEnvs: 4, seed: 4, replicas: 4 });
  const [raw, rewarded, observed] = [make(), normalizeRewards(make(), { gamma: 0.5 }), normalizeObservations(make())];
  const seen = [...raw.reset()].filter((_, i) => i % 4 === 2);
  rewarded.reset();
  observed.reset();
  const discounted = [0, 0, 0, 0];
  const returns: number[] = [];
  const generator = new Generator(3);
  let waits = 0;
  for (let t = 0; t < 100; t++) {
    const actions = draw(generator, 4);
    const waited = raw.waiting!.slice();
    const step = raw.step(actions);
    rewarded.step(actions);
    observed.step(actions);
    for (let env = 0; env < 4; env++) {
      if (!waited[env]) returns.push(discounted[env] = discounted[env]! * 0.5 * (step.terminated[env] ? 0 : 1) + 1);
      if (!waited[env] || !raw.waiting![env]) seen.push(step.observations[4 * env + 2]!);
      else waits++;
      if (step.terminated[env]) discounted[env] = 0;
    }
  }
  expect(waits).toBeGreaterThan(10);
  const statistics = (envs: VectorEnv): string => JSON.stringify((envs.getState() as { moments: unknown }).moments);
  const decode = (text: string, at: number): number => {
    const array = new Float64Array(text.length / 16);
    decodeArray('moments', text, array);
    return array[at]!;
  };
  const [rewardMoments] = JSON.parse(statistics(rewarded)) as { mean: string; variance: string }[];
  expect(decode(rewardMoments!.mean, 0)).toBeCloseTo(moments(returns).mean, 10);
  expect(decode(rewardMoments!.variance, 0)).toBeCloseTo(moments(returns).variance, 10);
  const observationMoments = JSON.parse(statistics(observed)) as { mean: string; variance: string };
  expect(decode(observationMoments.mean, 2)).toBeCloseTo(moments(seen).mean, 10);
  expect(decode(observationMoments.variance, 2)).toBeCloseTo(moments(seen).variance, 10);
});
