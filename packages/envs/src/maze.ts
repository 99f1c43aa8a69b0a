import { Generator } from './generator.ts';

/** A maze of size × size cells; walls stand between cells. The goal is the lower right cell. */
export interface Maze {
  readonly size: number;
  /** `[cells × 4]`, 1 where a wall is above, right of, below, left of a cell. */
  readonly walls: Uint8Array;
  /** `[cells]`, steps from a cell to the goal along the shortest path. */
  readonly distances: Int32Array;
}

/** Rows and columns that a move up, right, down, left leads by. */
export const DIRECTIONS = [[-1, 0], [0, 1], [1, 0], [0, -1]] as const;

/**
 * A maze in which one path leads from any cell to any other (randomised depth-first search), less some walls: each of the inner walls
 * left is taken out with probability `openness`, so that a maze has loops.
 */
export function generateMaze(size: number, seed: readonly number[], openness = 0.1): Maze {
  const generator = new Generator([...seed]);
  const walls = new Uint8Array(4 * size * size).fill(1);
  const visited = new Uint8Array(size * size);
  const path = [0];
  visited[0] = 1;
  while (path.length > 0) {
    const cell = path[path.length - 1]!;
    const unvisited = [0, 1, 2, 3].filter((direction) => {
      const next = neighbour(size, cell, direction);
      return next >= 0 && visited[next] === 0;
    });
    if (unvisited.length === 0) {
      path.pop();
      continue;
    }
    const direction = unvisited[generator.integers(0, unvisited.length)]!;
    const next = neighbour(size, cell, direction);
    openWall(size, walls, cell, direction);
    visited[next] = 1;
    path.push(next);
  }
  for (let cell = 0; cell < size * size; cell++) {
    for (const direction of [1, 2]) {
      if (neighbour(size, cell, direction) < 0 || walls[4 * cell + direction] === 0) continue;
      if (generator.random() < openness) openWall(size, walls, cell, direction);
    }
  }
  return { size, walls, distances: distancesToGoal(size, walls) };
}

/** The cell that lies in a direction, -1 beyond the border. */
export function neighbour(size: number, cell: number, direction: number): number {
  const [rows, columns] = DIRECTIONS[direction]!;
  const row = Math.floor(cell / size) + rows;
  const column = (cell % size) + columns;
  return row < 0 || row >= size || column < 0 || column >= size ? -1 : row * size + column;
}

function openWall(size: number, walls: Uint8Array, cell: number, direction: number): void {
  walls[4 * cell + direction] = 0;
  walls[4 * neighbour(size, cell, direction) + ((direction + 2) % 4)] = 0;
}

/** Breadth-first search from the goal. */
function distancesToGoal(size: number, walls: Uint8Array): Int32Array {
  const distances = new Int32Array(size * size).fill(-1);
  const queue = [size * size - 1];
  distances[size * size - 1] = 0;
  for (const cell of queue) {
    for (let direction = 0; direction < 4; direction++) {
      const next = neighbour(size, cell, direction);
      if (walls[4 * cell + direction] === 1 || distances[next]! >= 0) continue;
      distances[next] = distances[cell]! + 1;
      queue.push(next);
    }
  }
  return distances;
}
