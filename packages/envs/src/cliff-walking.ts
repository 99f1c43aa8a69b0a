import { singleKind } from './env-kind.ts';
import type { EnvKind } from './env-kind.ts';
import { gridScene } from './grid-scene.ts';
import { shownValue } from './shown-value.ts';
import { tabularRules } from './tabular.ts';
import type { Transition } from './tabular.ts';
import { checkOptionNames } from './validation.ts';

/** Options of `CliffWalking-v1` and `CliffWalkingSlippery-v1`. */
export interface CliffWalkingOptions {
  /** Steps after which an episode is truncated; unlimited by default, as in Gymnasium. */
  maxEpisodeSteps?: number;
  /** Whether each move goes to either side with probability 1/3; false, and true for `CliffWalkingSlippery-v1`, by default. */
  isSlippery?: boolean;
}

const ROWS = 4;
const COLUMNS = 12;
const START = (ROWS - 1) * COLUMNS;
const GOAL = ROWS * COLUMNS - 1;

const isCliff = (state: number): boolean => state > START && state < GOAL;

/**
 * A walk along a cliff from the lower left to the lower right; each step costs 1, a fall 100 and leads back to the start.
 * Actions: up, right, down, left. R. S. Sutton and A. G. Barto, "Reinforcement Learning", example 6.6; the rules of Gymnasium's
 * `CliffWalkingEnv`.
 * @throws RangeError or TypeError for an invalid or unknown option.
 */
export function cliffWalkingKind(id: string, options: CliffWalkingOptions, { slippery = false } = {}): EnvKind {
  checkOptionNames(options, ['maxEpisodeSteps', 'isSlippery']);
  const { maxEpisodeSteps = Infinity, isSlippery = slippery } = options;
  if (typeof isSlippery !== 'boolean') throw new TypeError(`invalid isSlippery: ${shownValue(isSlippery)}; expected true or false`);

  const move = (state: number, direction: number, probability: number): Transition => {
    let [row, column] = [Math.floor(state / COLUMNS), state % COLUMNS];
    if (direction === 0) row = Math.max(row - 1, 0);
    else if (direction === 1) column = Math.min(column + 1, COLUMNS - 1);
    else if (direction === 2) row = Math.min(row + 1, ROWS - 1);
    else column = Math.max(column - 1, 0);
    const next = row * COLUMNS + column;
    if (isCliff(next)) return { probability, next: START, reward: -100, terminated: false };
    return { probability, next, reward: -1, terminated: next === GOAL };
  };

  const rules = tabularRules({
    numStates: ROWS * COLUMNS,
    numActions: 4,
    startProbabilities: Array.from({ length: ROWS * COLUMNS }, (_, state) => (state === START ? 1 : 0)),
    transitions: (state, action) =>
      isSlippery
        ? [move(state, (action + 3) % 4, 1 / 3), move(state, action, 1 / 3), move(state, (action + 1) % 4, 1 / 3)]
        : [move(state, action, 1)],
    render: (state) =>
      gridScene({
        rows: ROWS,
        columns: COLUMNS,
        color(row, column) {
          const cell = row * COLUMNS + column;
          return isCliff(cell) ? 'danger' : cell === GOAL ? 'goal' : 'surface';
        },
        shapes: [
          { kind: 'circle', x: (state % COLUMNS) + 0.5, y: Math.floor(state / COLUMNS) + 0.5, radius: 0.3, color: 'agent' },
        ],
      }),
  });
  return singleKind(id, rules, maxEpisodeSteps);
}
