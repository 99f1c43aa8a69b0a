import { describe, expect, test } from '@jest/globals';
import type { Info } from './env.ts';
import { Generator } from './generator.ts';
import { listEnvs, make, makeVec } from './registry.ts';
import type { Scene, Shape } from './scene.ts';
import { sample } from './space-elements.ts';
import type { ActionSpace, SpaceElement } from './spaces.ts';
import { encodeArray } from './typed-array-state.ts';
import type { EnvState } from './vector-env.ts';

/** Every coordinate and every length of a shape. */
function numbers(shape: Shape): { positions: number[]; lengths: number[] } {
  switch (shape.kind) {
    case 'circle':
      return { positions: [shape.x, shape.y], lengths: [shape.radius] };
    case 'line':
      return { positions: [shape.x1, shape.y1, shape.x2, shape.y2], lengths: [shape.width] };
    case 'polygon':
      return { positions: [...shape.points], lengths: [] };
    case 'rectangle':
      return { positions: [shape.x, shape.y, shape.x + shape.width, shape.y + shape.height], lengths: [shape.width, shape.height] };
    case 'text':
      return { positions: [shape.x, shape.y], lengths: [shape.size] };
  }
}

const roles = ['surface', 'line', 'agent', 'part', 'goal', 'danger', 'item', 'text'];

/** The scene of an environment in a state. */
function sceneOf(id: string, state: number[], options: object = {}): Scene {
  const env = make(id, { ...options });
  env.reset({ seed: 0 });
  const saved = env.getState!() as Record<string, EnvState>;
  env.setState!({ ...saved, states: encodeArray(Float64Array.from(state)) });
  return env.render!();
}
const only = <Kind extends Shape['kind']>({ shapes }: Scene, kind: Kind, color: string): Extract<Shape, { kind: Kind }> => {
  const found = shapes.filter((shape) => shape.kind === kind && shape.color === color);
  expect(found).toHaveLength(1);
  return found[0] as Extract<Shape, { kind: Kind }>;
};

/** What a shape covers; of a text its middle. */
function boxOf(shape: Shape): { left: number; top: number; right: number; bottom: number } {
  const around = (xs: readonly number[], ys: readonly number[], by: number) => ({
    left: Math.min(...xs) - by, top: Math.min(...ys) - by, right: Math.max(...xs) + by, bottom: Math.max(...ys) + by,
  });
  switch (shape.kind) {
    case 'circle':
      return around([shape.x], [shape.y], shape.radius);
    case 'line':
      return around([shape.x1, shape.x2], [shape.y1, shape.y2], 0);
    case 'polygon':
      return around(shape.points.filter((_, i) => i % 2 === 0), shape.points.filter((_, i) => i % 2 === 1), 0);
    case 'rectangle':
      return around([shape.x, shape.x + shape.width], [shape.y, shape.y + shape.height], 0);
    case 'text':
      return around([shape.x], [shape.y], 0);
  }
}

/** A random action that the mask allows. */
function allowedAction(space: ActionSpace, info: Info | undefined, generator: Generator): SpaceElement {
  const mask = info?.action_mask;
  if (!mask || space.kind !== 'Discrete') return sample(space, generator);
  const allowed = Array.from({ length: space.n }, (_, i) => i).filter((i) => mask[i]);
  return allowed[generator.integers(0, allowed.length)]!;
}

describe.each(listEnvs().map(({ id }) => [id]))('%s', (id) => {
  test('has a picture of known roles near its box, plain data, that changes as it is played', () => {
    const env = make(id);
    const generator = new Generator(1);
    let { info } = env.reset({ seed: 2 });
    const pictures = new Set<string>();
    for (let t = 0; t < 60; t++) {
      const scene = env.render!();
      const text = JSON.stringify(scene);
      expect(JSON.parse(text)).toEqual(scene);
      pictures.add(text);
      expect(Math.max(scene.width, scene.height)).toBe(1);
      const { positions, lengths } = scene.shapes.map(numbers).reduce((all, each) => ({
        positions: [...all.positions, ...each.positions], lengths: [...all.lengths, ...each.lengths],
      }));
      expect(Math.min(...positions)).toBeGreaterThan(-0.6);
      expect(Math.max(...positions)).toBeLessThan(1.6);
      expect(Math.min(...lengths)).toBeGreaterThan(0);
      expect(roles).toEqual(expect.arrayContaining(scene.shapes.map(({ color }) => color)));
      const step = env.step(allowedAction(env.actionSpace, info, generator));
      ({ info } = step.terminated || step.truncated ? env.reset() : step);
    }
    expect(pictures.size).toBeGreaterThan(3);
  });

  test('nothing leaves the picture, whatever is played', () => {
    const env = make(id);
    const generator = new Generator(3);
    let { info } = env.reset({ seed: 4 });
    let outside = 0;
    for (let t = 0; t < 1000; t++) {
      const { width, height, shapes } = env.render!();
      for (const shape of shapes) {
        const { left, top, right, bottom } = boxOf(shape);
        outside = Math.max(outside, -left, -top, right - width, bottom - height);
      }
      const step = env.step(allowedAction(env.actionSpace, info, generator));
      ({ info } = step.terminated || step.truncated ? env.reset() : step);
    }
    // edges may touch that of the picture
    expect(outside).toBeLessThan(1e-6);
  });

  test('a vector shows the pictures of its environments', () => {
    const envs = makeVec(id, { numEnvs: 2, seed: 5 });
    const env = make(id);
    envs.reset();
    env.reset({ seed: 6 });
    expect(envs.render!(1)).toEqual(env.render!());
    expect(() => envs.render!(2)).toThrow('invalid env: 2; expected at most 1');
  });
});

test('the pictures show the states', () => {
  const pole = only(sceneOf('CartPole-v1', [0, 0, 0, 0]), 'line', 'part');
  expect([pole.x1, pole.x2]).toEqual([0.5, 0.5]);
  expect(pole.y2).toBeLessThan(pole.y1);
  expect(only(sceneOf('CartPole-v1', [1, 0, 0.1, 0]), 'line', 'part').x2).toBeGreaterThan(only(sceneOf('CartPole-v1', [1, 0, 0, 0]), 'line', 'part').x2);
  const ends = only(sceneOf('CartPole-v1', [2.4, 0, 0, 0]), 'line', 'line');
  expect(only(sceneOf('CartPole-v1', [2.4, 0, 0, 0]), 'line', 'part').x1).toBeCloseTo(ends.x2, 12);

  // Hanging down, then with the outer link straight up: its end is at the joint again.
  const hanging = only(sceneOf('Acrobot-v1', [0, 0, 0, 0]), 'line', 'agent');
  expect([hanging.x2, hanging.y2]).toEqual([0.5, 0.5 + 2 / 4.4]);
  const folded = only(sceneOf('Acrobot-v1', [0, Math.PI, 0, 0]), 'line', 'agent');
  expect(folded.x2).toBeCloseTo(0.5, 12);
  expect(folded.y2).toBeCloseTo(0.5, 12);

  // A quarter turn, counter-clockwise.
  const quarter = only(sceneOf('Pendulum-v1', [Math.PI / 2, 0]), 'line', 'agent');
  expect(quarter.x2).toBeLessThan(0.1);
  expect(quarter.y2).toBeCloseTo(0.5, 12);
  expect(only(sceneOf('Pendulum-v1', [0, 0]), 'line', 'agent').y2).toBeLessThan(0.1);

  const car = (position: number): number[] => only(sceneOf('MountainCar-v0', [position, 0]), 'polygon', 'agent').points as number[];
  expect(car(0.5)[0]).toBeGreaterThan(car(-0.5)[0]!);
  // The slope at 0 is 1.35: the car tilts, its front higher than its rear.
  expect(car(0)[7]).toBeLessThan(car(0)[1]!);

  const walker = only(sceneOf('FrozenLake-v1', [6]), 'circle', 'agent');
  expect([walker.x, walker.y]).toEqual([2.5 / 4, 1.5 / 4]);
  expect(sceneOf('FrozenLake-v1', [6]).shapes.filter(({ color }) => color === 'danger')).toHaveLength(4);
  expect(sceneOf('CliffWalking-v1', [36]).shapes.filter(({ color }) => color === 'danger')).toHaveLength(10);
  expect(only(sceneOf('CliffWalking-v1', [36]), 'circle', 'agent')).toMatchObject({ x: 0.5 / 12, y: expect.closeTo(3.5 / 12) });

  // Row 2, column 1, the passenger at B, to G; then in the taxi.
  const taxi = sceneOf('Taxi-v4', [((2 * 5 + 1) * 5 + 3) * 4 + 1, 0]);
  expect(only(taxi, 'rectangle', 'goal')).toMatchObject({ y: expect.closeTo(0.03 / 5) });
  expect(only(taxi, 'circle', 'item')).toMatchObject({ x: expect.closeTo(3.75 / 5), y: expect.closeTo(4.25 / 5) });
  expect(only(sceneOf('Taxi-v4', [((2 * 5 + 1) * 5 + 4) * 4 + 1, 0]), 'circle', 'item')).toMatchObject({ x: expect.closeTo(1.5 / 5), y: expect.closeTo(2.5 / 5) });

  // An ace and a six against the queen of spades.
  const table = sceneOf('Blackjack-v1', [7, 1, 2, 15, 0, 2, 10, 3, 1]);
  expect(only(table, 'text', 'agent').text).toBe('17');
  expect(only(table, 'text', 'item').text).toBe('Q♠');
  expect(table.shapes).toContainEqual(expect.objectContaining({ text: 'usable ace' }));
});
