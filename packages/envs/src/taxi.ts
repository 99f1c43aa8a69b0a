import { singleKind } from './env-kind.ts';
import type { EnvKind, EnvRules } from './env-kind.ts';
import { nextBounded32, nextDouble } from './pcg64.ts';
import { shownValue } from './shown-value.ts';
import { tabularRules } from './tabular.ts';
import type { Transition } from './tabular.ts';
import {
  cellOf, clampToTown, destinationOf, encodeTaxi, IN_TAXI, isOpenEast, isOpenWest, NUM_STATES, passengerOf, placeAt, SIZE, taxiMask,
  taxiScene,
} from './taxi-map.ts';
import { checkOptionNames, checkProbability } from './validation.ts';

/** Options of `Taxi-v4`; `Taxi-v3` has them without the probabilities. */
export interface TaxiOptions {
  /** Steps after which an episode is truncated, 200 by default. */
  maxEpisodeSteps?: number;
  /** Whether moves may go astray to either side, false by default. */
  isRainy?: boolean;
  /** Probability that a move in the rain goes where it should, 0.8 by default. */
  rainyProbability?: number;
  /** Whether a passenger may choose another destination once, when the taxi first moves with them, false by default. */
  ficklePassenger?: boolean;
  /** Probability of an episode's passenger to do so, 0.3 by default. */
  fickleProbability?: number;
}

type Move = readonly [rows: number, columns: number];
/** Ahead, to the left, to the right; for south, north, east, west. */
const MOVES: readonly (readonly [Move, Move, Move])[] = [
  [[1, 0], [0, 1], [0, -1]],
  [[-1, 0], [0, -1], [0, 1]],
  [[0, 1], [-1, 0], [1, 0]],
  [[0, -1], [1, 0], [-1, 0]],
];
/** The same in version 3. */
const MOVES_3: typeof MOVES = [
  [[1, 0], [0, -1], [0, 1]],
  [[-1, 0], [0, -1], [0, 1]],
  [[0, 1], [1, 0], [-1, 0]],
  [[0, -1], [1, 0], [-1, 0]],
];

/**
 * A taxi in a town of 5 × 5 cells fetches a passenger at one of four places and takes them to another. Actions: south, north, east,
 * west, pick up, drop off; each step costs 1, a wrong pick-up or drop-off 10, the right drop-off gives 20 and ends the episode.
 * T. G. Dietterich, "Hierarchical Reinforcement Learning with the MAXQ Value Function Decomposition" (2000); the rules of Gymnasium's
 * `TaxiEnv`, version 3 as Gymnasium 1.2 had it. State: the index, 1 while the passenger may still change their mind.
 * @throws RangeError or TypeError for an invalid or unknown option.
 */
export function taxiKind(id: string, version: 3 | 4, options: TaxiOptions): EnvKind {
  const probabilities = version === 4 ? ['rainyProbability', 'fickleProbability'] : [];
  checkOptionNames(options, ['maxEpisodeSteps', 'isRainy', 'ficklePassenger', ...probabilities]);
  const { maxEpisodeSteps = 200, isRainy = false, rainyProbability = 0.8, ficklePassenger = false, fickleProbability = 0.3 } = options;
  for (const [name, value] of Object.entries({ isRainy, ficklePassenger })) {
    if (typeof value !== 'boolean') throw new TypeError(`invalid ${name}: ${shownValue(value)}; expected true or false`);
  }
  for (const [name, value] of Object.entries({ rainyProbability, fickleProbability })) checkProbability(name, value);
  // Version 3 has 0.1, which is not the rounded (1 - 0.8) / 2.
  const lateralProbability = version === 4 ? (1 - rainyProbability) / 2 : 0.1;
  const table = taxiTable(version, isRainy, rainyProbability, lateralProbability);
  return singleKind(id, withPassenger(table, ficklePassenger, fickleProbability), maxEpisodeSteps);
}

/** The town as a table; a passenger who changes their mind is not in it. */
function taxiTable(
  version: 3 | 4, isRainy: boolean, rainyProbability: number, lateralProbability: number,
): ReturnType<typeof tabularRules> {
  const numStarts = SIZE * SIZE * 4 * 3;

  const transitions = (state: number, action: number): Transition[] => {
    const [row, column] = [Math.floor(cellOf(state) / SIZE), cellOf(state) % SIZE];
    const [passenger, destination] = [passengerOf(state), destinationOf(state)];
    if (action > 3) return [usePassenger(row, column, passenger, destination, action === 4)];
    const canMove =
      action === 0 ? row < SIZE - 1 : action === 1 ? row > 0 : action === 2 ? isOpenEast(row, column) : isOpenWest(row, column);
    // In version 3 the border keeps the taxi from moving, but not from drifting.
    const drifts = canMove || (version === 3 && action < 2);
    const to = (at: Move, probability: number): Transition => ({
      probability, next: encodeTaxi(at[0], at[1], passenger, destination), reward: -1, terminated: false,
    });
    const [ahead, left, right] = (version === 4 ? MOVES : MOVES_3)[action]!;
    const moved: Move = canMove ? [row + ahead[0], column + ahead[1]] : [row, column];
    if (!isRainy) return [to(moved, 1)];
    const drift = (move: Move, isLeft: boolean): Move =>
      !drifts ? [row, column] : version === 4 ? driftTo(row, column, move) : driftTo3(row, column, move, isLeft);
    return [to(moved, rainyProbability), to(drift(left, true), lateralProbability), to(drift(right, false), lateralProbability)];
  };

  return tabularRules({
    numStates: NUM_STATES,
    numActions: 6,
    startProbabilities: Array.from({ length: NUM_STATES }, (_, state) =>
      passengerOf(state) < IN_TAXI && passengerOf(state) !== destinationOf(state) ? 1 / numStarts : 0,
    ),
    transitions,
    render: taxiScene,
  });
}

function usePassenger(row: number, column: number, passenger: number, destination: number, picksUp: boolean): Transition {
  const place = placeAt(row, column);
  const stays = { probability: 1, next: encodeTaxi(row, column, passenger, destination), reward: -10, terminated: false };
  if (picksUp) {
    if (passenger === IN_TAXI || place !== passenger) return stays;
    return { ...stays, next: encodeTaxi(row, column, IN_TAXI, destination), reward: -1 };
  }
  if (passenger !== IN_TAXI || place < 0) return stays;
  const next = encodeTaxi(row, column, place, destination);
  return { ...stays, next, reward: place === destination ? 20 : -1, terminated: place === destination };
}

/** Where drifting by a cell leads; nowhere through a wall. */
function driftTo(row: number, column: number, [rows, columns]: Move): Move {
  const [nextRow, nextColumn] = [clampToTown(row + rows), clampToTown(column + columns)];
  const isOpen = columns === 1 ? isOpenWest(nextRow, nextColumn) : columns === -1 ? isOpenEast(nextRow, nextColumn) : true;
  return isOpen ? [nextRow, nextColumn] : [row, column];
}

/** The same in version 3, which looks for a wall beside the cell drifted to, left drifts to its east and right ones to its west. */
function driftTo3(row: number, column: number, [rows, columns]: Move, isLeft: boolean): Move {
  const [nextRow, nextColumn] = [clampToTown(row + rows), clampToTown(column + columns)];
  const isOpen = isLeft ? isOpenEast(nextRow, nextColumn) : isOpenWest(nextRow, nextColumn);
  return isOpen ? [nextRow, nextColumn] : [row, column];
}

/** Adds a passenger who may change their mind, and the mask. */
function withPassenger(
  table: ReturnType<typeof tabularRules>, ficklePassenger: boolean, fickleProbability: number,
): EnvRules {
  const masks = Uint8Array.from(Array.from({ length: NUM_STATES }, (_, state) => taxiMask(state)).flat());
  return {
    ...table,
    stateSize: 2,

    start(states, s, generators, g) {
      table.start(states, s, generators, g);
      states[s + 1] = ficklePassenger && nextDouble(generators, g) < fickleProbability ? 1 : 0;
    },

    step(states, s, action, generators, g, outcome) {
      const before = states[s]!;
      table.step(states, s, action, generators, g, outcome);
      const after = states[s]!;
      if (states[s + 1] === 1 && passengerOf(before) === IN_TAXI && cellOf(before) !== cellOf(after)) {
        states[s + 1] = 0;
        const destination = destinationOf(after);
        const drawn = nextBounded32(generators, g, 3);
        states[s] = after - destination + (drawn < destination ? drawn : drawn + 1);
      }
    },

    mask(states, s, target, offset) {
      const row = 6 * states[s]!;
      for (let i = 0; i < 6; i++) target[offset + i] = masks[row + i]!;
    },
  };
}
