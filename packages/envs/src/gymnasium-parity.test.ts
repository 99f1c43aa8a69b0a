import { describe, expect, test } from '@jest/globals';
import acrobot from '../fixtures/acrobot-v1.json' with { type: 'json' };
import blackjack from '../fixtures/blackjack-v1.json' with { type: 'json' };
import cliffWalking from '../fixtures/cliffwalking-v1.json' with { type: 'json' };
import cliffWalkingSlippery from '../fixtures/cliffwalkingslippery-v1.json' with { type: 'json' };
import frozenLake from '../fixtures/frozenlake-v1.json' with { type: 'json' };
import frozenLake8x8 from '../fixtures/frozenlake8x8-v1.json' with { type: 'json' };
import mountainCar from '../fixtures/mountaincar-v0.json' with { type: 'json' };
import mountainCarContinuous from '../fixtures/mountaincarcontinuous-v0.json' with { type: 'json' };
import pendulum from '../fixtures/pendulum-v1.json' with { type: 'json' };
import taxi3 from '../fixtures/taxi-v3.json' with { type: 'json' };
import taxi4 from '../fixtures/taxi-v4.json' with { type: 'json' };
import { checkEnv } from './check-env.ts';
import type { Info } from './env.ts';
import { flattenObservation } from './flatten-observation.ts';
import { doubles, floats, readSpace, ulps } from './parity.fixture.ts';
import type { ParityFixture } from './parity.fixture.ts';
import { make, makeVec } from './registry.ts';
import type { SpaceElement } from './spaces.ts';
import { flatSize } from './spaces.ts';
import { encodeArray } from './typed-array-state.ts';
import type { EnvState } from './vector-env.ts';

const fixtures = [
  acrobot, mountainCar, mountainCarContinuous, pendulum, frozenLake, frozenLake8x8, cliffWalking, cliffWalkingSlippery, taxi4, taxi3,
  blackjack,
] as ParityFixture[];

/** Steps that an open loop stays within 1e-5 for: the acrobot's motion amplifies the last bits soonest. */
const horizons: Record<string, number> = { 'Acrobot-v1': 60 };

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

const most = (values: ArrayLike<number>, measure: (value: number, i: number) => number): number => {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, measure(values[i]!, i));
  return largest;
};
/** Largest distance of two lists. */
const distance = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  expect(a.length).toBe(b.length);
  return most(a, (value, i) => Math.abs(value - b[i]!));
};
/** The same in units of the last place of float32. */
const distanceInUlps = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  expect(a.length).toBe(b.length);
  return most(a, (value, i) => ulps(value, b[i]!));
};

describe.each(fixtures.map((fixture) => [fixture.id, fixture] as const))('%s', (id, fixture) => {
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
    const found = seeds.flatMap((seed) => asRow(env.reset({ seed }).observation));
    expect(distanceInUlps(found, expected.flat())).toBeLessThanOrEqual(id === 'Acrobot-v1' || id === 'Pendulum-v1' ? 1 : 0);
  });

  test('passes its own check', () => expect(checkEnv(make(id))).toEqual([]));

  describe.each(fixture.episodes.map((episode) => [`seed ${episode.seed}, ${JSON.stringify(episode.options)}`, episode] as const))('episode of %s', (_, episode) => {
    const actions = readActions(fixture, episode.actions);
    const rewards = readRewards(episode.rewards);
    const observations = rows(fixture, episode.observations);

    test('played open loop has the same flags and rewards to its end, and the next episode’s start', () => {
      const env = make(id, episode.options);
      const readMask = (info: Info | undefined): string => (info?.action_mask ? Array.from(info.action_mask, Number).join('') : '');
      const first = env.reset({ seed: episode.seed });
      const [found, foundRewards]: [number[][], number[]] = [[asRow(first.observation)], []];
      let [terminated, truncated, masks] = ['', '', readMask(first.info)];
      actions.forEach((action) => {
        const step = env.step(toAction(fixture, action));
        found.push(asRow(step.observation));
        foundRewards.push(step.reward);
        terminated += Number(step.terminated);
        truncated += Number(step.truncated);
        masks += readMask(step.info);
      });
      expect([terminated, truncated, masks]).toEqual([episode.terminated, episode.truncated, episode.masks ?? '']);
      if (isExact) expect(found).toEqual(observations);
      else expect(distance(found.slice(0, horizon + 1).flat(), observations.slice(0, horizon + 1).flat())).toBeLessThanOrEqual(1e-5);
      // Pendulum's rewards carry the last bits of its state.
      expect(distance(foundRewards, rewards)).toBeLessThanOrEqual(id === 'Pendulum-v1' ? 1e-5 : 0);
      expect(distanceInUlps(asRow(env.reset().observation), rows(fixture, episode.following)[0]!)).toBeLessThanOrEqual(1);
    });

    if (episode.states !== undefined) {
      test('one step from every recorded state is within 4 ulp; rewards and flags are equal', () => {
        const states = doubles(episode.states!);
        const size = states.length / (actions.length + 1);
        const env = make(id, episode.options);
        env.reset({ seed: episode.seed });
        const saved = env.getState!() as Record<string, EnvState>;
        const stateSize = (saved.states as string).length / 16;
        const [found, foundRewards]: [number[][], number[]] = [[], []];
        let [terminated, truncated] = ['', ''];
        actions.forEach((action, t) => {
          const state = new Float64Array(stateSize);
          state.set(states.subarray(t * size, (t + 1) * size));
          // Whether the first step is still to come.
          if (id === 'MountainCarContinuous-v0') state[2] = t === 0 ? 1 : 0;
          env.setState!({ ...saved, states: encodeArray(state), elapsed: t, running: true });
          const step = env.step(toAction(fixture, action));
          found.push(asRow(step.observation));
          foundRewards.push(step.reward);
          terminated += Number(step.terminated);
          truncated += Number(step.truncated);
        });
        expect(distanceInUlps(found.flat(), observations.slice(1).flat())).toBeLessThanOrEqual(4);
        // NumPy squares a float32 torque by powf, which rounds one square in a thousand the other way.
        expect(distance(foundRewards, rewards)).toBeLessThanOrEqual(id === 'Pendulum-v1' ? 1e-9 : 0);
        expect([terminated, truncated]).toEqual([episode.terminated, episode.truncated]);
      });
    }
  });

  test.each(['sameStep', 'nextStep'] as const)('a vector with %s autoreset has the same rewards, flags and starts', (autoreset) => {
    const { numEnvs, seed, steps, options, ...recorded } = fixture.vectors[autoreset];
    const actions = readActions(fixture, recorded.actions);
    const rewards = readRewards(recorded.rewards);
    const firsts = rows(fixture, recorded.firsts).flatMap((row) => flatten(fixture, row));
    const envs = makeVec(id, { numEnvs, seed, autoreset, ...options });
    const size = envs.observationSize;
    const starts = Array.from(envs.reset());
    const foundRewards: number[] = [];
    let [terminated, truncated] = ['', ''];
    const ended = new Uint8Array(numEnvs);
    for (let t = 0; t < steps; t++) {
      const step = envs.step(actions.subarray(t * numEnvs, (t + 1) * numEnvs));
      foundRewards.push(...step.rewards);
      terminated += step.terminated.join('');
      truncated += step.truncated.join('');
      for (let env = 0; env < numEnvs; env++) {
        const over = step.terminated[env]! | step.truncated[env]!;
        const begins = autoreset === 'sameStep' ? over : ended[env];
        if (begins) starts.push(...step.observations.subarray(env * size, (env + 1) * size));
        ended[env] = over;
      }
    }
    expect([terminated, truncated]).toEqual([recorded.terminated, recorded.truncated]);
    expect(distance(foundRewards, rewards)).toBeLessThanOrEqual(id === 'Pendulum-v1' ? 1e-5 : 0);
    expect(distanceInUlps(starts, firsts)).toBeLessThanOrEqual(1);
    expect(starts.length).toBeGreaterThan(numEnvs * size);
  });
});
