import { describe, expect, test } from '@jest/globals';
import { describeSpace, spaceToString } from './describe-space.ts';
import { Generator } from './generator.ts';
import { recordEpisodes } from './record-episodes.ts';
import type { EpisodeStatistics } from './record-episodes.ts';
import { makeVec } from './registry.ts';
import { rescaleActions } from './rescale-actions.ts';
import { scaleRewards } from './scale-rewards.ts';
import { stackFrames } from './stack-frames.ts';
import type { VectorEnv } from './vector-env.ts';

const draw = (generator: Generator, length: number): Int32Array => Int32Array.from({ length }, () => generator.integers(0, 2));
const modes = [{}, { autoreset: 'nextStep' }, { replicas: 3 }] as const;

describe.each(modes)('stackFrames of a vector with %j', (mode) => {
  const make = (seed = 1): VectorEnv => makeVec('scaled-cartpoles', { numEnvs: 3, seed, maxEpisodeSteps: 12, ...mode });

  test('shows the last frames of an episode, none of another', () => {
    const [plain, stacked] = [make(), stackFrames(make(), 3)];
    expect([stacked.observationSize, spaceToString(stacked.observationSpace).endsWith('[3, 8])')]).toEqual([24, true]);
    const row = (observations: Float32Array, env: number): number[] => [...observations.subarray(8 * env, 8 * env + 8)];
    const stack = (frames: number[][]): number[] => [3, 2, 1].flatMap((back) => frames[Math.max(0, frames.length - back)]!);
    const first = plain.reset().slice();
    const shown = stacked.reset();
    const episodes = [0, 1, 2].map((env) => [row(first, env)]);
    const at = (observations: Float32Array, env: number): number[] => [...observations.subarray(24 * env, 24 * env + 24)];
    episodes.forEach((frames, env) => expect(at(shown, env)).toEqual(stack(frames)));
    const generator = new Generator(2);
    let ends = 0;
    for (let t = 0; t < 80; t++) {
      const actions = draw(generator, 3);
      const waited = Array.from(plain.waiting ?? [0, 0, 0]);
      const step = plain.step(actions);
      const own = stacked.step(actions);
      for (let env = 0; env < 3; env++) {
        if (waited[env]) {
          if (!plain.waiting![env]) episodes[env] = [row(step.observations, env)];
        } else if (step.terminated[env] || step.truncated[env]) {
          ends++;
          episodes[env]!.push(row(step.finalObservations, env));
          expect(at(own.finalObservations, env)).toEqual(stack(episodes[env]!));
          if (!plain.waiting?.[env]) episodes[env] = [row(step.observations, env)];
        } else {
          episodes[env]!.push(row(step.observations, env));
        }
        expect(at(own.observations, env)).toEqual(stack(episodes[env]!));
      }
      expect(own.rewards).toEqual(step.rewards);
    }
    expect(ends).toBeGreaterThan(8);
  });

  test('a state continues bit for bit', () => {
    const original = stackFrames(make(), 4);
    original.reset();
    const generator = new Generator(3);
    for (let t = 0; t < 21; t++) original.step(draw(generator, 3));
    const restored = stackFrames(make(7), 4);
    restored.reset();
    restored.setState(JSON.parse(JSON.stringify(original.getState())));
    for (let t = 0; t < 40; t++) {
      const actions = draw(generator, 3);
      expect(restored.step(actions).observations).toEqual(original.step(actions).observations);
    }
  });
});

test('stackFrames: evaluation environments stack, single observations are repeated, one-hot ones are stacked', () => {
  const envs = stackFrames(makeVec('FrozenLake-v1', { numEnvs: 2, seed: 1 }), 2);
  expect(envs.observationSize).toBe(32);
  const first = envs.createEvaluationEnvs({ numEnvs: 1, seed: 0 }).reset();
  expect([...first].flatMap((value, i) => (value ? [i] : []))).toEqual([0, 16]);
  expect([...stackFrames(makeVec('CartPole-v1', { numEnvs: 1 }), 2).transformObservations(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8))]).toEqual([
    1, 2, 3, 4, 1, 2, 3, 4, 5, 6, 7, 8, 5, 6, 7, 8,
  ]);
  expect(() => stackFrames(envs, 0)).toThrow('invalid count: 0; expected an integer >= 1');
});

test('rescaleActions takes the ends of its interval to the ends of the environment’s', () => {
  const make = (): VectorEnv => makeVec('Pendulum-v1', { numEnvs: 3, seed: 2 });
  const [plain, rescaled] = [make(), rescaleActions(make(), { low: 0, high: 10 })];
  expect(spaceToString(rescaled.actionSpace)).toBe('Box(0, 10, [1])');
  expect(spaceToString(rescaleActions(make()).actionSpace)).toBe('Box(-1, 1, [1])');
  plain.reset();
  rescaled.reset();
  for (let t = 0; t < 20; t++) {
    const expected = plain.step(Float32Array.of(-2, 1, 2)).observations;
    expect(rescaled.step(Float32Array.of(0, 7.5, 10)).observations).toEqual(expected);
  }
  expect(describeSpace(rescaled.createEvaluationEnvs({ numEnvs: 1, seed: 0 }).actionSpace)).toEqual(describeSpace(rescaled.actionSpace));
  expect(() => rescaleActions(makeVec('CartPole-v1', { numEnvs: 1 }))).toThrow('invalid environment CartPole-v1: its actions are no Box with finite bounds');
  expect(() => rescaleActions(plain, { low: 1, high: 1 })).toThrow('invalid interval of actions: [1, 1]; expected finite numbers, low < high');
  expect(() => rescaled.step(Float32Array.of(0, 0))).toThrow('invalid length of actions: 2; expected 3');
});

test('scaleRewards leaves raw rewards, and those of evaluation environments, as they are', () => {
  const envs = scaleRewards(makeVec('Acrobot-v1', { numEnvs: 2, seed: 2 }), 0.25);
  const evaluation = envs.createEvaluationEnvs({ numEnvs: 1, seed: 0 });
  envs.reset();
  evaluation.reset();
  for (let t = 0; t < 3; t++) {
    const { rewards, rawRewards } = envs.step(Int32Array.of(0, 2));
    expect([[...rewards], [...rawRewards]]).toEqual([[-0.25, -0.25], [-1, -1]]);
    expect([...evaluation.step(Int32Array.of(1)).rewards]).toEqual([-1]);
  }
  for (const factor of [0, NaN, Infinity]) {
    expect(() => scaleRewards(envs, factor)).toThrow(`invalid factor: ${factor}; expected a finite number other than 0`);
  }
});

describe.each(modes)('recordEpisodes of a vector with %j', (mode) => {
  test('tells of each episode once, with its own sums, also after a state', () => {
    const make = (): VectorEnv => makeVec('scaled-cartpoles', { numEnvs: 3, seed: 6, maxEpisodeSteps: 15, ...mode });
    const plain = make();
    const found: EpisodeStatistics[] = [];
    let recorded = recordEpisodes(scaleRewards(make(), 7), (episode) => found.push(episode));
    plain.reset();
    recorded.reset();
    const expected: EpisodeStatistics[] = [];
    const [returns, lengths] = [[0, 0, 0], [0, 0, 0]];
    const generator = new Generator(8);
    for (let t = 0; t < 150; t++) {
      if (t === 70) {
        const state = JSON.parse(JSON.stringify(recorded.getState()));
        recorded = recordEpisodes(scaleRewards(make(), 7), (episode) => found.push(episode));
        recorded.reset();
        recorded.setState(state);
      }
      const actions = draw(generator, 3);
      const [waited, tasks] = [Array.from(plain.waiting ?? [0, 0, 0]), [...plain.currentTasks]];
      const step = plain.step(actions);
      recorded.step(actions);
      for (let env = 0; env < 3; env++) {
        if (waited[env]) continue;
        returns[env]! += step.rewards[env]!;
        lengths[env]!++;
        const [terminated, truncated] = [step.terminated[env] === 1, step.truncated[env] === 1];
        if (!terminated && !truncated) continue;
        expected.push({ env, task: tasks[env]!, return: returns[env]!, length: lengths[env]!, terminated, truncated });
        returns[env] = 0;
        lengths[env] = 0;
      }
    }
    expect(expected.length).toBeGreaterThan(15);
    expect(found).toEqual(expected);
  });
});
