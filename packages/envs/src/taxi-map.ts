import { gridScene } from './grid-scene.ts';
import type { Scene, Shape } from './scene.ts';

/** Rows and columns of the town. */
export const SIZE = 5;
const LAST = SIZE - 1;
/** Who is in the taxi is at this place. */
export const IN_TAXI = 4;
export const NUM_STATES = SIZE * SIZE * 5 * 4;

const WALLS = ['| : | : : |', '| : | : : |', '| : : : : |', '| | : | : |', '| | : | : |'];
/** Row and column of the places R, G, Y, B. */
const PLACES = [[0, 0], [0, 4], [4, 0], [4, 3]] as const;
const NAMES = ['R', 'G', 'Y', 'B'];

/** A state's index: row, column, the passenger's place and the destination as digits. */
export const encodeTaxi = (row: number, column: number, passenger: number, destination: number): number =>
  ((row * SIZE + column) * 5 + passenger) * 4 + destination;

export const passengerOf = (state: number): number => Math.floor(state / 4) % 5;
export const destinationOf = (state: number): number => state % 4;
/** The taxi's cell, row · 5 + column. */
export const cellOf = (state: number): number => Math.floor(state / 20);

/** The place of a cell, -1 where there is none. */
export const placeAt = (row: number, column: number): number => PLACES.findIndex(([r, c]) => r === row && c === column);

/** Whether there is no wall, and no border, to the east of a cell. */
export const isOpenEast = (row: number, column: number): boolean => WALLS[row]![2 * column + 2] === ':';
/** Whether there is no wall, and no border, to the west of a cell. */
export const isOpenWest = (row: number, column: number): boolean => WALLS[row]![2 * column] === ':';

export const clampToTown = (index: number): number => Math.max(0, Math.min(index, LAST));

/** Which of south, north, east, west, pick up, drop off changes anything. */
export function taxiMask(state: number): readonly number[] {
  const row = Math.floor(cellOf(state) / SIZE);
  const column = cellOf(state) % SIZE;
  const passenger = passengerOf(state);
  const place = placeAt(row, column);
  return [
    row < LAST, row > 0, isOpenEast(row, column), isOpenWest(row, column),
    passenger < IN_TAXI && place === passenger, passenger === IN_TAXI && place >= 0,
  ].map(Number);
}

export function taxiScene(state: number): Scene {
  const cell = cellOf(state);
  const passenger = passengerOf(state);
  const shapes: Shape[] = [];
  PLACES.forEach(([row, column], place) => {
    shapes.push({ kind: 'text', x: column + 0.5, y: row + 0.5, text: NAMES[place]!, size: 0.5, color: 'text' });
    if (place === passenger) shapes.push({ kind: 'circle', x: column + 0.75, y: row + 0.25, radius: 0.15, color: 'item' });
  });
  for (let row = 0; row < SIZE; row++) {
    for (let column = 0; column < LAST; column++) {
      if (isOpenEast(row, column)) continue;
      shapes.push({ kind: 'line', x1: column + 1, y1: row, x2: column + 1, y2: row + 1, width: 0.08, color: 'line' });
    }
  }
  const [x, y] = [cell % SIZE, Math.floor(cell / SIZE)];
  shapes.push({ kind: 'rectangle', x: x + 0.2, y: y + 0.3, width: 0.6, height: 0.4, color: 'agent' });
  if (passenger === IN_TAXI) shapes.push({ kind: 'circle', x: x + 0.5, y: y + 0.5, radius: 0.15, color: 'item' });
  return gridScene({
    rows: SIZE,
    columns: SIZE,
    color: (row, column) => (placeAt(row, column) === destinationOf(state) ? 'goal' : 'surface'),
    shapes,
  });
}
