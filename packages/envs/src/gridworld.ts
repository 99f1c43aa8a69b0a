import type { EnvRules } from './env-kind.ts';
import { gridScene } from './grid-scene.ts';
import { DIRECTIONS, neighbour } from './maze.ts';
import type { Maze } from './maze.ts';
import { nextBounded32 } from './pcg64.ts';
import type { Shape } from './scene.ts';
import { box, discrete } from './spaces.ts';

/** Numbers of an observation. */
const OBSERVATION_SIZE = 10;

/**
 * A walk through a maze from a cell that is drawn each episode, any but the goal, to the goal. Actions: up, right, down, left; walls
 * stop a move. The only reward is that of reaching the goal, which ends the episode: 1 - 0.9 · steps / maxEpisodeSteps, as in MiniGrid.
 * Observations: row and column, from -1 to 1; walls above, right, below, left (0 or 1); free cells in these directions, as parts of the
 * maze's size. State: the cell, steps so far.
 */
export function gridworldRules({ size, walls }: Maze, maxEpisodeSteps: number): EnvRules {
  const goal = size * size - 1;
  const observations = new Float32Array(OBSERVATION_SIZE * size * size);
  for (let cell = 0; cell <= goal; cell++) {
    const at = OBSERVATION_SIZE * cell;
    observations[at] = (2 * Math.floor(cell / size)) / (size - 1) - 1;
    observations[at + 1] = (2 * (cell % size)) / (size - 1) - 1;
    for (let direction = 0; direction < 4; direction++) {
      observations[at + 2 + direction] = walls[4 * cell + direction]!;
      let free = 0;
      for (let on = cell; walls[4 * on + direction] === 0; on = neighbour(size, on, direction)) free++;
      observations[at + 6 + direction] = free / size;
    }
  }
  return {
    observationSpace: box([-1, -1, ...Array<number>(8).fill(0)], Array<number>(OBSERVATION_SIZE).fill(1)),
    actionSpace: discrete(4),
    stateSize: 2,

    start(states, s, generators, g) {
      states[s] = nextBounded32(generators, g, goal);
      states[s + 1] = 0;
    },

    step(states, s, action, _generators, _g, outcome) {
      const cell = states[s]!;
      if (walls[4 * cell + action] === 0) states[s] = neighbour(size, cell, action);
      states[s + 1]!++;
      outcome.terminated = states[s] === goal;
      outcome.reward = outcome.terminated ? 1 - (0.9 * states[s + 1]!) / maxEpisodeSteps : 0;
    },

    observe(states, s, target, offset) {
      const at = OBSERVATION_SIZE * states[s]!;
      for (let i = 0; i < OBSERVATION_SIZE; i++) target[offset + i] = observations[at + i]!;
    },

    render(states, s) {
      const cell = states[s]!;
      const lines: Shape[] = [];
      for (let at = 0; at <= goal; at++) {
        const [x, y] = [at % size, Math.floor(at / size)];
        DIRECTIONS.forEach(([rows, columns], direction) => {
          // Each inner wall once, from the cell above or to the left of it.
          const isDrawn = rows + columns > 0 || neighbour(size, at, direction) < 0;
          if (walls[4 * at + direction] === 0 || !isDrawn) return;
          const [x1, y1] = [x + (columns > 0 ? 1 : 0), y + (rows > 0 ? 1 : 0)];
          lines.push({ kind: 'line', x1, y1, x2: x1 + Math.abs(rows), y2: y1 + Math.abs(columns), width: 0.1, color: 'line' });
        });
      }
      return gridScene({
        rows: size,
        columns: size,
        color: (row, column) => (row * size + column === goal ? 'goal' : 'surface'),
        shapes: [...lines, { kind: 'circle', x: (cell % size) + 0.5, y: Math.floor(cell / size) + 0.5, radius: 0.3, color: 'agent' }],
      });
    },
  };
}
