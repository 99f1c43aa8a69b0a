import { singleKind } from './env-kind.ts';
import type { EnvKind, EnvRules } from './env-kind.ts';
import { Generator } from './generator.ts';
import { gridScene } from './grid-scene.ts';
import { neighbour } from './maze.ts';
import { shownValue } from './shown-value.ts';
import { tabularRules } from './tabular.ts';
import type { Transition } from './tabular.ts';
import { checkInteger, checkOptionNames, checkProbability } from './validation.ts';

/** Options of `FrozenLake-v1` and `FrozenLake8x8-v1`. */
export interface FrozenLakeOptions {
  /** Steps after which an episode is truncated; 100 by default, 200 on the 8x8 lake. */
  maxEpisodeSteps?: number;
  mapName?: '4x4' | '8x8';
  /** Rows of a lake of your own, in place of `mapName`: S start (one of them is drawn), F frozen, H hole, G goal. */
  map?: readonly string[];
  /** Whether a move may go astray to either side, true by default. */
  isSlippery?: boolean;
  /** Probability that a move on slippery ice goes where it should, 1/3 by default. */
  successRate?: number;
  /** Rewards for reaching the goal, a hole, ice; [1, 0, 0] by default. */
  rewardSchedule?: readonly [goal: number, hole: number, ice: number];
}

const MAPS = {
  '4x4': ['SFFF', 'FHFH', 'FFFH', 'HFFG'],
  '8x8': ['SFFFFFFF', 'FFFFFFFF', 'FFFHFFFF', 'FFFFFHFF', 'FFFHFFFF', 'FHHFFFHF', 'FHFFHFHF', 'FFFHFFFG'],
} as const;

const optionNames = ['maxEpisodeSteps', 'mapName', 'map', 'isSlippery', 'successRate', 'rewardSchedule'];

/** @throws RangeError or TypeError for an invalid or unknown option. */
export function frozenLakeKind(
  id: string, options: FrozenLakeOptions, { mapName = '4x4' }: Pick<FrozenLakeOptions, 'mapName'> = {},
): EnvKind {
  checkOptionNames(options, optionNames);
  const { maxEpisodeSteps = mapName === '8x8' ? 200 : 100 } = options;
  return singleKind(id, frozenLakeRules({ mapName, ...options }), maxEpisodeSteps);
}

/**
 * A walk over a frozen lake from S to G; holes and the goal end the episode. Actions: left, down, right, up. The rules of
 * Gymnasium's `FrozenLakeEnv`.
 */
export function frozenLakeRules(options: FrozenLakeOptions): EnvRules {
  const { mapName = '4x4', isSlippery = true, successRate = 1 / 3, rewardSchedule = [1, 0, 0] } = options;
  if (!Object.hasOwn(MAPS, mapName)) throw new RangeError(`invalid mapName: ${shownValue(mapName)}; expected one of 4x4, 8x8`);
  const { map = MAPS[mapName] } = options;
  checkMap(map);
  if (typeof isSlippery !== 'boolean') throw new TypeError(`invalid isSlippery: ${shownValue(isSlippery)}; expected true or false`);
  checkProbability('successRate', successRate);
  if (!Array.isArray(rewardSchedule) || rewardSchedule.length !== 3 || !rewardSchedule.every(Number.isFinite)) {
    throw new RangeError(`invalid rewardSchedule: ${shownValue(String(rewardSchedule))}; expected three finite numbers`);
  }
  const rows = map.length;
  const columns = map[0]!.length;
  const numStates = rows * columns;
  const letters = map.join('');
  const numStarts = [...letters].filter((letter) => letter === 'S').length;
  const failRate = (1 - successRate) / 2;

  const move = (state: number, direction: number, probability: number): Transition => {
    let [row, column] = [Math.floor(state / columns), state % columns];
    if (direction === 0) column = Math.max(column - 1, 0);
    else if (direction === 1) row = Math.min(row + 1, rows - 1);
    else if (direction === 2) column = Math.min(column + 1, columns - 1);
    else row = Math.max(row - 1, 0);
    const next = row * columns + column;
    const letter = letters[next]!;
    const reward = rewardSchedule[letter === 'G' ? 0 : letter === 'H' ? 1 : 2];
    return { probability, next, reward, terminated: letter === 'G' || letter === 'H' };
  };

  return tabularRules({
    numStates,
    numActions: 4,
    startProbabilities: Array.from(letters, (letter) => (letter === 'S' ? 1 : 0) / numStarts),
    transitions(state, action) {
      if (letters[state] === 'G' || letters[state] === 'H') return [{ probability: 1, next: state, reward: 0, terminated: true }];
      if (!isSlippery) return [move(state, action, 1)];
      return [move(state, (action + 3) % 4, failRate), move(state, action, successRate), move(state, (action + 1) % 4, failRate)];
    },
    render: (state) =>
      gridScene({
        rows,
        columns,
        color(row, column) {
          const letter = map[row]![column];
          return letter === 'H' ? 'danger' : letter === 'G' ? 'goal' : 'surface';
        },
        shapes: [
          { kind: 'circle', x: (state % columns) + 0.5, y: Math.floor(state / columns) + 0.5, radius: 0.3, color: 'agent' },
        ],
      }),
  });
}

/**
 * A random lake of size × size with a path from the start, upper left, to the goal, lower right; what Gymnasium's
 * `generate_random_map` gives for the seed.
 * @throws RangeError unless size is an integer of at least 2, and frozenProbability above 0 and at most 1.
 */
export function generateFrozenLakeMap(
  { size = 8, frozenProbability = 0.8, seed = 0 }: { size?: number; frozenProbability?: number; seed?: number } = {},
): string[] {
  checkInteger('size', size, 2);
  if (!(frozenProbability > 0 && frozenProbability <= 1)) {
    throw new RangeError(`invalid frozenProbability: ${frozenProbability}; expected a number above 0 and at most 1`);
  }
  const generator = new Generator(seed);
  const cumulated = frozenProbability / (frozenProbability + (1 - frozenProbability));
  for (;;) {
    const letters: string[] = Array.from({ length: size * size }, () => (generator.random() < cumulated ? 'F' : 'H'));
    letters[0] = 'S';
    letters[size * size - 1] = 'G';
    if (!hasPath(letters, size)) continue;
    return Array.from({ length: size }, (_, row) => letters.slice(row * size, (row + 1) * size).join(''));
  }
}

function hasPath(letters: readonly string[], size: number): boolean {
  const reached = new Set([0]);
  for (const cell of reached) {
    if (letters[cell] === 'G') return true;
    for (let direction = 0; direction < 4; direction++) {
      const next = neighbour(size, cell, direction);
      if (next >= 0 && letters[next] !== 'H') reached.add(next);
    }
  }
  return false;
}

function checkMap(map: readonly string[]): void {
  const rows = Array.isArray(map) ? Array.from<unknown>(map) : [];
  const isRectangle = rows.length > 0 && rows.every((row) => typeof row === 'string' && /^[SFHG]+$/.test(row) && row.length === map[0]!.length);
  if (!isRectangle) throw new RangeError(`invalid map: ${Array.isArray(map) ? shownValue(JSON.stringify(map)) : shownValue(map)}; expected rows of equal length of the letters S, F, H, G`);
  if (!map.some((row) => row.includes('S'))) throw new RangeError('invalid map: no start; expected at least one S');
}
