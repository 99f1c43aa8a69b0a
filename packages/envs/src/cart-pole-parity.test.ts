import { describe, expect, test } from '@jest/globals';
import fixture from '../fixtures/gymnasium.json' with { type: 'json' };
import type { Env } from './env.ts';
import { doubles, floats, ulps } from './parity.fixture.ts';
import { make, makeVec } from './registry.ts';
import { runningMoments } from './running-moments.ts';
import { normalizeRewards } from './normalize-rewards.ts';
import { box, discrete } from './spaces.ts';
import { encodeArray } from './typed-array-state.ts';
import type { EnvState } from './vector-env.ts';

type Episode = (typeof fixture.episodes)[number];
const start = ({ options }: Episode): Env => make('CartPole-v1', options);
const observationAt = (states: Float64Array, step: number): Float32Array =>
  Float32Array.from(states.subarray(4 * step, 4 * step + 4));
const title = ({ seed, policy, options }: Episode): string =>
  `seed ${seed}, ${policy}, ${JSON.stringify(options)}`;
const episodes = fixture.episodes.map((episode) => [title(episode), episode] as const);

test('spaces equal Gymnasium’s', () => {
  const { low, high, actions, start: first } = fixture.spaces;
  const { observationSpace, actionSpace } = make('CartPole-v1');
  expect(observationSpace).toEqual(box(floats(low), floats(high)));
  expect(actionSpace).toEqual(discrete(actions, { start: first }));
});

test('first observations equal Gymnasium’s, bit for bit', () => {
  const { seeds, observations } = fixture.firstObservations;
  const expected = floats(observations);
  const env = make('CartPole-v1');
  seeds.forEach((seed, i) => {
    expect(env.reset({ seed }).observation).toEqual(expected.subarray(4 * i, 4 * i + 4));
  });
});

describe.each(episodes)('episode of %s', (_, episode) => {
  const states = doubles(episode.states);
  const actions = [...episode.actions].map(Number);

  test('one step from every recorded state is within 4 ulp; rewards and flags are equal', () => {
    const env = start(episode);
    env.reset({ seed: episode.seed });
    const saved = env.getState!() as Record<string, EnvState>;
    actions.forEach((action, t) => {
      env.setState!({ ...saved, states: encodeArray(states.subarray(4 * t, 4 * t + 4)), elapsed: t, running: 1 });
      const { observation, reward, terminated, truncated } = env.step(action);
      observationAt(states, t + 1).forEach((value, i) => {
        expect(ulps((observation as Float32Array)[i]!, value)).toBeLessThanOrEqual(4);
      });
      expect([reward, terminated, truncated]).toEqual([
        episode.rewards[t], episode.terminated[t] === '1', episode.truncated[t] === '1',
      ]);
    });
  });

  // The polynomials for sine and cosine and NumPy's functions round correctly at nearly all arguments. Fixtures from a NumPy
  // whose functions round otherwise may need this test narrowed to the bounds of the two others.
  test('replayed from its start it is equal to the last bit of the float64 state', () => {
    const env = start(episode);
    env.reset({ seed: episode.seed });
    actions.forEach((action, t) => {
      env.step(action);
      expect((env.getState!() as { states: string }).states).toBe(encodeArray(states.subarray(4 * t + 4, 4 * t + 8)));
    });
  });

  test('played open loop stays within 1e-5 for 200 steps, flags and the next episode equal', () => {
    const env = start(episode);
    expect(env.reset({ seed: episode.seed }).observation).toEqual(observationAt(states, 0));
    actions.forEach((action, t) => {
      const { observation, terminated, truncated } = env.step(action);
      if (t < 200) {
        observationAt(states, t + 1).forEach((value, i) => {
          expect(Math.abs((observation as Float32Array)[i]! - value)).toBeLessThanOrEqual(1e-5);
        });
        expect([terminated, truncated]).toEqual([episode.terminated[t] === '1', episode.truncated[t] === '1']);
      }
    });
    expect(env.reset().observation).toEqual(floats(episode.following));
  });
});

describe('vector with same-step autoreset', () => {
  const { numEnvs, seed, steps } = fixture.vector;
  const flags = (text: string, t: number): number[] => [...text.slice(t * numEnvs, (t + 1) * numEnvs)].map(Number);
  const expected = floats(fixture.vector.observations);
  const expectedFinal = floats(fixture.vector.finalObservations);
  const expectedRewards = floats(fixture.vector.normalizedRewards);

  test('rewards, flags and first observations are equal, others within 1e-5; final observations are the ended episodes’', () => {
    const envs = normalizeRewards(makeVec('CartPole-v1', { numEnvs, seed }), { clip: Infinity });
    expect(envs.reset()).toEqual(expected.subarray(0, 4 * numEnvs));
    const age = new Int32Array(numEnvs);
    let finals = 0;
    for (let t = 0; t < steps; t++) {
      const step = envs.step(Int32Array.from(flags(fixture.vector.actions, t)));
      expect([...step.terminated]).toEqual(flags(fixture.vector.terminated, t));
      expect([...step.truncated]).toEqual(flags(fixture.vector.truncated, t));
      expect([...step.rawRewards]).toEqual(Array.from({ length: numEnvs }, () => 1));
      for (let env = 0; env < numEnvs; env++) {
        const ended = step.terminated[env] === 1 || step.truncated[env] === 1;
        age[env] = ended ? 0 : age[env]! + 1;
        const row = step.observations.subarray(4 * env, 4 * env + 4);
        const at = 4 * ((t + 1) * numEnvs + env);
        if (ended) {
          expect(row).toEqual(expected.subarray(at, at + 4));
          for (let i = 0; i < 4; i++) {
            // After some 300 steps the unstable pole may have amplified the last bit beyond the bound.
            if (step.terminated[env]) expect(step.finalObservations[4 * env + i]).toBeCloseTo(expectedFinal[4 * finals + i]!, 5);
          }
          finals++;
        } else if (age[env]! <= 200) {
          for (let i = 0; i < 4; i++) expect(Math.abs(row[i]! - expected[at + i]!)).toBeLessThanOrEqual(1e-5);
        }
        // Gymnasium keeps the running returns in float32.
        expect(step.rewards[env]! / expectedRewards[t * numEnvs + env]! - 1).toBeCloseTo(0, 5);
      }
    }
    expect(4 * finals).toBe(expectedFinal.length);
  });

  test('running moments equal Gymnasium’s', () => {
    const { mean, variance, count } = fixture.vector.observationStatistics;
    const moments = runningMoments(4);
    for (let t = 0; t <= steps; t++) moments.update(expected.subarray(4 * t * numEnvs, 4 * (t + 1) * numEnvs), numEnvs);
    expect(moments.count()).toBe(count);
    for (let i = 0; i < 4; i++) {
      expect(moments.mean[i]! / mean[i]!).toBeCloseTo(1, 10);
      expect(moments.variance[i]! / variance[i]!).toBeCloseTo(1, 10);
    }
  });
});
