import type { EnvRules, Outcome } from './env-kind.ts';
import { nextDouble } from './pcg64.ts';
import type { Scene } from './scene.ts';
import { discrete } from './spaces.ts';

/** One outcome of an action in a state. */
export interface Transition {
  readonly probability: number;
  readonly next: number;
  readonly reward: number;
  readonly terminated: boolean;
}

/** A finite Markov decision process with a picture. */
export interface TabularModel {
  readonly numStates: number;
  readonly numActions: number;
  /** Probability of each state to be the first. */
  readonly startProbabilities: ArrayLike<number>;
  /** What an action may lead to; the probabilities' sum is 1. */
  readonly transitions: (state: number, action: number) => readonly Transition[];
  readonly render: (state: number) => Scene;
}

/**
 * The rules of a finite Markov decision process, observed as its state's index. Draws are those of Gymnasium's
 * `categorical_sample`: one uniform number a reset and a step, the first outcome whose cumulated probability lies above it.
 * State: the index.
 */
export function tabularRules({ numStates, numActions, startProbabilities, transitions, render }: TabularModel): EnvRules & {
  element: (states: Float64Array, s: number) => number;
} {
  const starts = cumulate(startProbabilities);
  const table = Array.from({ length: numStates * numActions }, (_, i) =>
    transitions(Math.floor(i / numActions), i % numActions),
  );
  const first = new Int32Array(table.length + 1);
  table.forEach((outcomes, i) => (first[i + 1] = first[i]! + outcomes.length));
  const cumulated = Float64Array.from(table.flatMap((outcomes) => [...cumulate(outcomes.map(({ probability }) => probability))]));
  const outcomes = table.flat();
  const next = Int32Array.from(outcomes, (outcome) => outcome.next);
  const rewards = Float64Array.from(outcomes, ({ reward }) => reward);
  const terminated = Uint8Array.from(outcomes, (outcome) => (outcome.terminated ? 1 : 0));
  return {
    observationSpace: discrete(numStates),
    actionSpace: discrete(numActions),
    stateSize: 1,

    start(states, s, generators, g) {
      states[s] = draw(starts, 0, numStates, nextDouble(generators, g));
    },

    step(states, s, action, generators, g, outcome: Outcome) {
      const cell = states[s]! * numActions + action;
      const i = draw(cumulated, first[cell]!, first[cell + 1]!, nextDouble(generators, g));
      states[s] = next[i]!;
      outcome.reward = rewards[i]!;
      outcome.terminated = terminated[i] === 1;
    },

    observe(states, s, target, offset) {
      target.fill(0, offset, offset + numStates);
      target[offset + states[s]!] = 1;
    },

    element: (states, s) => states[s]!,
    render: (states, s) => render(states[s]!),
  };
}

function cumulate(probabilities: ArrayLike<number>): Float64Array {
  let sum = 0;
  return Float64Array.from(probabilities, (probability) => (sum += probability));
}

/** The first index from `begin` whose cumulated probability lies above the number; `begin` where rounding leaves none. */
function draw(cumulated: Float64Array, begin: number, end: number, uniform: number): number {
  for (let i = begin; i < end; i++) if (cumulated[i]! > uniform) return i;
  return begin;
}
