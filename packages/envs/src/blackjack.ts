import { singleKind } from './env-kind.ts';
import type { EnvKind, EnvRules } from './env-kind.ts';
import { nextBounded32 } from './pcg64.ts';
import type { Scene, Shape } from './scene.ts';
import { shownValue } from './shown-value.ts';
import { discrete, tuple } from './spaces.ts';
import { checkOptionNames } from './validation.ts';

/** Options of `Blackjack-v1`. */
export interface BlackjackOptions {
  /** Steps after which an episode is truncated; unlimited by default, as in Gymnasium. */
  maxEpisodeSteps?: number;
  /** Sutton and Barto's rules (true by default): a natural wins against all but another. Overrides `natural`. */
  sab?: boolean;
  /** Whether winning with a natural pays 1.5, false by default. */
  natural?: boolean;
}

/** @throws RangeError or TypeError for an invalid or unknown option. */
export function blackjackKind(id: string, options: BlackjackOptions): EnvKind {
  checkOptionNames(options, ['maxEpisodeSteps', 'sab', 'natural']);
  const { maxEpisodeSteps = Infinity, sab = true, natural = false } = options;
  for (const [name, value] of Object.entries({ sab, natural })) {
    if (typeof value !== 'boolean') throw new TypeError(`invalid ${name}: ${shownValue(value)}; expected true or false`);
  }
  return singleKind(id, blackjackRules(sab, natural), maxEpisodeSteps);
}

// A hand: its sum with aces as 1, whether it has an ace, its cards.
const SUM = 0;
const ACE = 1;
const CARDS = 2;
const PLAYER = 0;
const DEALER = 3;
/** The dealer's card that shows, and which suit and face it is drawn with. */
const SHOWN = 6;
const SUIT = 7;
const FACE = 8;

const SUITS = ['♣', '♦', '♥', '♠'];
const FACES = ['J', 'Q', 'K'];

/**
 * Blackjack with an infinite deck: 1 to hit, 0 to stick; 1 for a win, -1 for a loss, 0 for a draw. Observations are the player's sum,
 * the dealer's card that shows, whether the player has an ace that counts 11. R. S. Sutton and A. G. Barto, "Reinforcement Learning",
 * example 5.1; the rules of Gymnasium's `BlackjackEnv`.
 */
function blackjackRules(sab: boolean, natural: boolean): EnvRules {
  return {
    observationSpace: tuple([discrete(32), discrete(11), discrete(2)]),
    actionSpace: discrete(2),
    stateSize: 9,

    start(states, s, generators, g) {
      states.fill(0, s, s + 9);
      states[s + SHOWN] = dealCard(states, s + DEALER, generators, g);
      dealCard(states, s + DEALER, generators, g);
      dealCard(states, s + PLAYER, generators, g);
      dealCard(states, s + PLAYER, generators, g);
      states[s + SUIT] = nextBounded32(generators, g, 4);
      if (states[s + SHOWN] === 10) states[s + FACE] = nextBounded32(generators, g, 3);
    },

    step(states, s, action, generators, g, outcome) {
      if (action === 1) {
        dealCard(states, s + PLAYER, generators, g);
        outcome.terminated = total(states, s + PLAYER) > 21;
        outcome.reward = outcome.terminated ? -1 : 0;
        return;
      }
      while (total(states, s + DEALER) < 17) dealCard(states, s + DEALER, generators, g);
      const [player, dealer] = [total(states, s + PLAYER), total(states, s + DEALER)];
      outcome.terminated = true;
      outcome.reward = dealer > 21 || player > dealer ? 1 : player < dealer ? -1 : 0;
      if (!isNatural(states, s + PLAYER)) return;
      if (sab) {
        if (!isNatural(states, s + DEALER)) outcome.reward = 1;
      } else if (natural && outcome.reward === 1) {
        outcome.reward = 1.5;
      }
    },

    observe(states, s, target, offset) {
      target.fill(0, offset, offset + 45);
      target[offset + total(states, s + PLAYER)] = 1;
      target[offset + 32 + states[s + SHOWN]!] = 1;
      target[offset + 43 + usableAce(states, s + PLAYER)] = 1;
    },

    element: (states, s) => [total(states, s + PLAYER), states[s + SHOWN]!, usableAce(states, s + PLAYER)],
    render: (states, s) => blackjackScene(states, s),
  };
}

/** Deals a card, 1 for an ace, 10 for four of thirteen. */
function dealCard(states: Float64Array, hand: number, generators: Int32Array, g: number): number {
  const card = Math.min(nextBounded32(generators, g, 13) + 1, 10);
  states[hand + SUM]! += card;
  if (card === 1) states[hand + ACE] = 1;
  states[hand + CARDS]!++;
  return card;
}

const usableAce = (states: Float64Array, hand: number): number => (states[hand + ACE] === 1 && states[hand + SUM]! + 10 <= 21 ? 1 : 0);
const total = (states: Float64Array, hand: number): number => states[hand + SUM]! + 10 * usableAce(states, hand);
const isNatural = (states: Float64Array, hand: number): boolean =>
  states[hand + CARDS] === 2 && states[hand + ACE] === 1 && states[hand + SUM] === 11;

function blackjackScene(states: Float64Array, s: number): Scene {
  const shown = states[s + SHOWN]!;
  const card = shown === 1 ? 'A' : shown === 10 ? FACES[states[s + FACE]!]! : String(shown);
  const shapes: Shape[] = [
    { kind: 'rectangle', x: 0, y: 0, width: 1, height: 0.8, color: 'surface' },
    { kind: 'text', x: 0.2, y: 0.1, text: 'dealer', size: 0.07, color: 'text' },
    { kind: 'rectangle', x: 0.35, y: 0.06, width: 0.2, height: 0.28, color: 'line' },
    { kind: 'text', x: 0.45, y: 0.2, text: card + SUITS[states[s + SUIT]!]!, size: 0.1, color: 'item' },
    { kind: 'rectangle', x: 0.6, y: 0.06, width: 0.2, height: 0.28, color: 'part' },
    { kind: 'text', x: 0.2, y: 0.5, text: 'player', size: 0.07, color: 'text' },
    { kind: 'text', x: 0.5, y: 0.6, text: String(total(states, s + PLAYER)), size: 0.2, color: 'agent' },
  ];
  if (usableAce(states, s + PLAYER)) shapes.push({ kind: 'text', x: 0.5, y: 0.75, text: 'usable ace', size: 0.06, color: 'text' });
  return { width: 1, height: 0.8, shapes };
}
