import { expect, test } from '@jest/globals';
import frozenLake from '../fixtures/frozenlake-v1.json' with { type: 'json' };
import { generateFrozenLakeMap } from './frozen-lake.ts';
import { Generator } from './generator.ts';
import { make, makeVec } from './registry.ts';

test.each([
  ['FrozenLake-v1', { mapName: '5x5' }, 'invalid mapName: 5x5; expected one of 4x4, 8x8'],
  ['FrozenLake-v1', { map: ['SF', 'G'] }, 'invalid map: ["SF","G"]; expected rows of equal length of the letters S, F, H, G'],
  ['FrozenLake-v1', { map: [] }, 'invalid map: []; expected rows of equal length of the letters S, F, H, G'],
  ['FrozenLake-v1', { map: ['FG'] }, 'invalid map: no start; expected at least one S'],
  ['FrozenLake-v1', { successRate: 2 }, 'invalid successRate: 2; expected a number from 0 to 1'],
  ['FrozenLake-v1', { isSlippery: 1 }, 'invalid isSlippery: 1; expected true or false'],
  ['FrozenLake-v1', { rewardSchedule: [1, 0] }, 'invalid rewardSchedule: 1,0; expected three finite numbers'],
  ['FrozenLake-v1', { slippery: true }, 'unknown option: slippery; expected one of maxEpisodeSteps, mapName, map, isSlippery, successRate, rewardSchedule'],
  ['CliffWalking-v1', { isSlippery: 0 }, 'invalid isSlippery: 0; expected true or false'],
  ['CliffWalking-v1', { maxEpisodeSteps: 0 }, 'invalid maxEpisodeSteps: 0; expected an integer >= 1'],
  ['Taxi-v4', { rainyProbability: -0.1 }, 'invalid rainyProbability: -0.1; expected a number from 0 to 1'],
  ['Taxi-v3', { rainyProbability: 0.5 }, 'unknown option: rainyProbability; expected one of maxEpisodeSteps, isRainy, ficklePassenger'],
  ['Taxi-v4', { isRainy: 'yes' }, 'invalid isRainy: yes; expected true or false'],
  ['Blackjack-v1', { natural: 1 }, 'invalid natural: 1; expected true or false'],
  ['Pendulum-v1', { gravity: 0 }, 'invalid gravity: 0; expected a finite number > 0'],
  ['MountainCar-v0', { goalVelocity: -1 }, 'invalid goalVelocity: -1; expected a finite number >= 0'],
])('%s refuses %j', (id, options, message) => expect(() => make(id, options)).toThrow(message));

test.each([
  ['Taxi-v4', 6, 'invalid action: 6; expected an integer from 0 to 5'],
  ['Taxi-v4', [1], 'invalid action: [1]; expected an integer from 0 to 5'],
  ['Pendulum-v1', 1, 'invalid action: 1; expected an array of one finite number'],
  ['Pendulum-v1', [NaN], 'invalid action: [null]; expected an array of one finite number'],
])('%s refuses the action %j', (id, action, message) => {
  const env = make(id);
  env.reset();
  expect(() => env.step(action)).toThrow(message);
});

test('the taxi’s masked actions, and no others, change nothing', () => {
  const env = make('Taxi-v4');
  const generator = new Generator(2);
  let { observation, info } = env.reset({ seed: 1 });
  for (let t = 0; t < 2000; t++) {
    const before = observation;
    const mask = info!.action_mask!;
    const action = generator.integers(0, 6);
    const step = env.step(action);
    expect(step.observation === before).toBe(mask[action] === 0);
    ({ observation, info } = step.terminated || step.truncated ? env.reset() : step);
  }
});

test('vectors of the taxi show the masks of what they show', () => {
  const envs = makeVec('Taxi-v4', { numEnvs: 3, seed: 4, maxEpisodeSteps: 7 });
  const alone = [0, 1, 2].map(() => make('Taxi-v4', { maxEpisodeSteps: 7 }));
  let infos = alone.map((env, i) => env.reset({ seed: 4 + i }).info);
  envs.reset();
  const generator = new Generator(3);
  for (let t = 0; t < 100; t++) {
    expect([...envs.actionMasks!]).toEqual(infos.flatMap((info) => Array.from(info!.action_mask!, Number)));
    const actions = Int32Array.from({ length: 3 }, () => generator.integers(0, 6));
    envs.step(actions);
    infos = alone.map((env, i) => {
      const { terminated, truncated, info } = env.step(actions[i]!);
      return terminated || truncated ? env.reset().info : info;
    });
  }
});

test('random lakes are Gymnasium’s for the same seeds', () => {
  for (const { map, ...options } of frozenLake.randomMaps) expect(generateFrozenLakeMap(options)).toEqual(map);
  expect(make('FrozenLake-v1', { map: generateFrozenLakeMap({ size: 6 }) }).observationSpace).toMatchObject({ n: 36 });
  expect(() => generateFrozenLakeMap({ size: 1 })).toThrow('invalid size: 1; expected an integer >= 2');
  expect(() => generateFrozenLakeMap({ frozenProbability: 0 })).toThrow('invalid frozenProbability: 0; expected a number above 0 and at most 1');
});
