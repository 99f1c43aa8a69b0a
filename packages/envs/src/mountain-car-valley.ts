import type { Scene } from './scene.ts';
import { box } from './spaces.ts';

export const MIN_POSITION = -1.2;
export const MAX_POSITION = 0.6;
export const MAX_SPEED = 0.07;

/** Position and velocity. */
export const mountainCarSpace = /* @__PURE__ */ box([MIN_POSITION, -MAX_SPEED], [MAX_POSITION, MAX_SPEED]);

const SCALE = 1 / (MAX_POSITION - MIN_POSITION);
const HEIGHT = 0.7;
const POINTS = 60;

const toX = (position: number): number => (position - MIN_POSITION) * SCALE;
const toY = (position: number): number => HEIGHT - (Math.sin(3 * position) * 0.45 + 0.55) * SCALE;

/** The valley, a car in it, the goal. */
export function mountainCarScene(position: number, goal: number): Scene {
  const ground = [0, HEIGHT];
  for (let i = 0; i <= POINTS; i++) {
    const at = MIN_POSITION + ((MAX_POSITION - MIN_POSITION) * i) / POINTS;
    ground.push(toX(at), toY(at));
  }
  ground.push(1, HEIGHT);
  // The ground rises by 1.35 cos(3 x) a unit.
  const slope = Math.atan(1.35 * Math.cos(3 * position));
  const [along, up] = [Math.cos(slope), Math.sin(slope)];
  /** A point of the car, from where its wheels meet the ground, along the slope and away from it. */
  const onCar = (ahead: number, above: number): [number, number] => [
    toX(position) + ahead * along - above * up, toY(position) - ahead * up - above * along,
  ];
  const [rearX, rearY] = onCar(-0.018, 0.012);
  const [frontX, frontY] = onCar(0.018, 0.012);
  const [flagX, flagY] = [toX(goal), toY(goal)];
  return {
    width: 1,
    height: HEIGHT,
    shapes: [
      { kind: 'polygon', points: ground, color: 'surface' },
      { kind: 'line', x1: flagX, y1: flagY, x2: flagX, y2: flagY - 0.08, width: 0.004, color: 'line' },
      { kind: 'polygon', points: [flagX, flagY - 0.08, flagX, flagY - 0.06, flagX + 0.04, flagY - 0.07], color: 'goal' },
      {
        kind: 'polygon', color: 'agent',
        points: [...onCar(-0.035, 0.016), ...onCar(-0.035, 0.05), ...onCar(0.035, 0.05), ...onCar(0.035, 0.016)],
      },
      { kind: 'circle', x: rearX, y: rearY, radius: 0.012, color: 'part' },
      { kind: 'circle', x: frontX, y: frontY, radius: 0.012, color: 'part' },
    ],
  };
}
