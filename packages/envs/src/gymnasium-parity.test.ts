import { describe, expect, test } from '@jest/globals';
import acrobot from '../fixtures/acrobot-v1.json' with { type: 'json' };
import mountainCar from '../fixtures/mountaincar-v0.json' with { type: 'json' };
import mountainCarContinuous from '../fixtures/mountaincarcontinuous-v0.json' with { type: 'json' };
import pendulum from '../fixtures/pendulum-v1.json' with { type: 'json' };
import { checkEnv } from './check-env.ts';
import { flattenObservation } from './flatten-observation.ts';
import { doubles, floats, readSpace, ulps } from './parity.fixture.ts';
import type { ParityFixture } from './parity.fixture.ts';
import { make, makeVec } from './registry.ts';
import type { SpaceElement } from './spaces.ts';
import { flatSize } from './spaces.ts';
import { encodeArray } from './typed-array-state.ts';
import type { EnvState } from './vector-env.ts';

const classic = [acrobot, mountainCar, mountainCarContinuous, pendulum] as ParityFixture[];

/** Steps that an open loop stays within 1e-5 for: the acrobot's motion amplifies the last bits soonest. */
const horizons: Record<string, number> = { 'Acrobot-v1': 60 };

const isTrue = (text: string, i: number): boolean => text[i] === '1';
const hasBoxActions = ({ spaces }: ParityFixture): boolean => spaces.action.kind === 'Box';
const readRewards = (rewards: string | number[]): ArrayLike<number> => (typeof rewards === 'string' ? doubles(rewards) : rewards);
const readActions = (fixture: ParityFixture, text: string): Int32Array | Float32Array =>
  hasBoxActions(fixture) ? floats(text) : Int32Array.from(text, Number);
const toAction = (fixture: ParityFixture, action: number): SpaceElement => (hasBoxActions(fixture) ? Float32Array.of(action) : action);

/** Observations as lists of numbers: of a Box, or the integers of discrete spaces. */
function rows(fixture: ParityFixture, observations: string | number[]): number[][] {
  const { observation } = fixture.spaces;
  const numbers = typeof observations === 'string' ? floats(observations) : observations;
  const size = observation.kind === 'Tuple' ? observation.spaces.length : observation.kind === 'Box' ? observation.shape[0]! : 1;
  return Array.from({ length: numbers.length / size }, (_, i) => Array.from(numbers).slice(i * size, (i + 1) * size));
}
const asRow = (element: SpaceElement): number[] => (typeof element === 'number' ? [element] : Array.from(element as ArrayLike<number>));

/** A row of a fixture as the flattened observation that vectors show. */
function flatten(fixture: ParityFixture, row: number[]): number[] {
  const space = readSpace(fixture.spaces.observation);
  const target = new Float32Array(flatSize(space));
  expect(flattenObservation(space, space.kind === 'Discrete' ? row[0] : row, target, 0)).toBeNull();
  return Array.from(target);
}

function expectClose(actual: number[], expected: number[], isExact: boolean): void {
  if (isExact) expect(actual).toEqual(expected);
  else actual.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(1e-5));
}

describe.each(classic.map((fixture) => [fixture.id, fixture] as const))('%s', (id, fixture) => {
  const isExact = fixture.spaces.observation.kind !== 'Box';
  const horizon = isExact ? Infinity : (horizons[id] ?? 200);

  test('spaces equal Gymnasium’s', () => {
    const env = make(id);
    expect(env.observationSpace).toEqual(readSpace(fixture.spaces.observation));
    expect(env.actionSpace).toEqual(readSpace(fixture.spaces.action));
  });

  test('first observations equal Gymnasium’s; those of angles within 1 ulp', () => {
    const env = make(id);
    const { seeds, observations } = fixture.firstObservations;
    const expected = rows(fixture, observations);
    seeds.forEach((seed, i) => {
      const row = asRow(env.reset({ seed }).observation);
      if (id === 'Acrobot-v1' || id === 'Pendulum-v1') row.forEach((value, j) => expect(ulps(value, expected[i]![j]!)).toBeLessThanOrEqual(1));
      else expect(row).toEqual(expected[i]);
    });
  });

  test('passes its own check', () => expect(checkEnv(make(id))).toEqual([]));

  describe.each(fixture.episodes.map((episode) => [`seed ${episode.seed}, ${JSON.stringify(episode.options)}`, episode] as const))('episode of %s', (_, episode) => {
    const actions = readActions(fixture, episode.actions);
    const rewards = readRewards(episode.rewards);
    const observations = rows(fixture, episode.observations);

    test('played open loop has the same flags and rewards to its end, and the next episode’s start', () => {
      const env = make(id, episode.options);
      const masks = (info: { action_mask?: ArrayLike<number | boolean> } | undefined): string =>
        info?.action_mask ? Array.from(info.action_mask, Number).join('') : '';
      const first = env.reset({ seed: episode.seed });
      let seen = masks(first.info);
      let unlike = 0;
      actions.forEach((action, t) => {
        const step = env.step(toAction(fixture, action));
        expect([step.terminated, step.truncated]).toEqual([isTrue(episode.terminated, t), isTrue(episode.truncated, t)]);
        if (t < horizon) {
          expectClose(asRow(step.observation), observations[t + 1]!, isExact);
          if (isExact) expect(step.reward).toBe(rewards[t]);
          else expect(Math.abs(step.reward - rewards[t]!)).toBeLessThanOrEqual(1e-4);
        }
        if (step.reward !== rewards[t]) unlike++;
        seen += masks(step.info);
      });
      // Pendulum's rewards carry the last bits of its state.
      if (id !== 'Pendulum-v1') expect(unlike).toBe(0);
      expect(seen).toBe(episode.masks ?? '');
      const following = rows(fixture, episode.following)[0]!;
      asRow(env.reset().observation).forEach((value, i) => expect(ulps(value, following[i]!)).toBeLessThanOrEqual(1));
    });

    if (episode.states !== undefined) {
      test('one step from every recorded state is within 4 ulp; rewards and flags are equal', () => {
        const states = doubles(episode.states!);
        const size = states.length / (actions.length + 1);
        const env = make(id, episode.options);
        env.reset({ seed: episode.seed });
        const saved = env.getState!() as Record<string, EnvState>;
        const stateSize = (saved.states as string).length / 16;
        actions.forEach((action, t) => {
          const state = new Float64Array(stateSize);
          state.set(states.subarray(t * size, (t + 1) * size));
          // Whether the first step is still to come.
          if (id === 'MountainCarContinuous-v0') state[2] = t === 0 ? 1 : 0;
          env.setState!({ ...saved, states: encodeArray(state), elapsed: t, running: true });
          const step = env.step(toAction(fixture, action));
          asRow(step.observation).forEach((value, i) => expect(ulps(value, observations[t + 1]![i]!)).toBeLessThanOrEqual(4));
          // NumPy squares a float32 torque by powf, which rounds one square in a thousand the other way.
          if (id === 'Pendulum-v1') expect(Math.abs(step.reward - rewards[t]!)).toBeLessThanOrEqual(1e-9);
          else expect(step.reward).toBe(rewards[t]);
          expect([step.terminated, step.truncated]).toEqual([isTrue(episode.terminated, t), isTrue(episode.truncated, t)]);
        });
      });
    }
  });

  test.each(['sameStep', 'nextStep'] as const)('a vector with %s autoreset has the same rewards, flags and starts', (autoreset) => {
    const { numEnvs, seed, steps, options, ...recorded } = fixture.vectors[autoreset];
    const actions = readActions(fixture, recorded.actions);
    const rewards = readRewards(recorded.rewards);
    const firsts = rows(fixture, recorded.firsts).map((row) => flatten(fixture, row));
    const envs = makeVec(id, { numEnvs, seed, autoreset, ...options });
    const size = envs.observationSize;
    let started = 0;
    const expectStart = (observations: Float32Array, env: number): void => {
      const expected = firsts[started++]!;
      observations.subarray(env * size, (env + 1) * size).forEach((value, i) => expect(ulps(value, expected[i]!)).toBeLessThanOrEqual(1));
    };
    const first = envs.reset();
    for (let env = 0; env < numEnvs; env++) expectStart(first, env);
    const ended = new Uint8Array(numEnvs);
    for (let t = 0; t < steps; t++) {
      const step = envs.step(actions.subarray(t * numEnvs, (t + 1) * numEnvs));
      for (let env = 0; env < numEnvs; env++) {
        const at = t * numEnvs + env;
        expect([step.terminated[env], step.truncated[env]]).toEqual([Number(recorded.terminated[at]), Number(recorded.truncated[at])]);
        if (id === 'Pendulum-v1') expect(Math.abs(step.rewards[env]! - rewards[at]!)).toBeLessThanOrEqual(1e-5);
        else expect(step.rewards[env]).toBe(rewards[at]);
        const over = step.terminated[env]! | step.truncated[env]!;
        if (autoreset === 'sameStep' ? over : ended[env]) expectStart(step.observations, env);
        ended[env] = over;
      }
    }
    expect(started).toBe(firsts.length);
    expect(started).toBeGreaterThan(numEnvs);
  });
});
