import { ANGLE_LIMIT, physicsTable, POSITION_LIMIT, stepCartPole } from './cart-pole-physics.ts';
import type { CartPoleParameters } from './cart-pole-physics.ts';
import { singleKind, suiteKind, suiteOptionNames } from './env-kind.ts';
import type { EnvKind, EnvRules, SuiteOptions } from './env-kind.ts';
import { nextDouble } from './pcg64.ts';
import type { Scene } from './scene.ts';
import { shownValue } from './shown-value.ts';
import { box, discrete } from './spaces.ts';
import type { Task } from './vector-env.ts';
import { checkOptionNames } from './validation.ts';

/** A cart-pole of a suite. */
export interface CartPoleTask extends Task, CartPoleParameters {
  /** Factor of every reward, 1 by default. */
  readonly rewardScale?: number;
  /** In place of the suite's. */
  readonly maxEpisodeSteps?: number;
}

/** Options of `CartPole-v1` and of suites of cart-poles. */
export interface CartPoleOptions {
  /** Steps after which an episode is truncated; 500 by default, or what the task says. */
  maxEpisodeSteps?: number;
  /** Reward 0 while the pole stands and -1 when it falls, in place of 1 a step. */
  suttonBartoReward?: boolean;
}

/** Options of suites of cart-poles. */
export interface CartPoleSuiteOptions extends CartPoleOptions, SuiteOptions {}

/** Options of both kinds are checked here. @throws RangeError or TypeError for an invalid or unknown option. */
export function cartPoleKind(id: string, tasks: readonly CartPoleTask[], options: CartPoleSuiteOptions): EnvKind {
  const isSuite = tasks.length > 1;
  checkOptionNames(options, ['maxEpisodeSteps', 'suttonBartoReward', ...(isSuite ? suiteOptionNames : [])]);
  const { maxEpisodeSteps: limit, suttonBartoReward = false } = options;
  if (typeof suttonBartoReward !== 'boolean') {
    throw new TypeError(`invalid suttonBartoReward: ${shownValue(suttonBartoReward)}; expected true or false`);
  }
  const kindTasks = tasks.map((task) => ({
    task, rules: cartPoleRules(task, suttonBartoReward), maxEpisodeSteps: limit ?? task.maxEpisodeSteps ?? 500,
  }));
  return isSuite ? suiteKind(id, kindTasks, options) : singleKind(id, kindTasks[0]!.rules, kindTasks[0]!.maxEpisodeSteps);
}

const high = [2 * POSITION_LIMIT, Infinity, 2 * ANGLE_LIMIT, Infinity];

export function cartPoleRules(task: CartPoleParameters & { readonly rewardScale?: number }, suttonBartoReward: boolean): EnvRules {
  const physics = physicsTable(task);
  const { halfLength = 0.5, rewardScale = 1 } = task;
  const standingReward = suttonBartoReward ? 0 : rewardScale;
  const fallingReward = suttonBartoReward ? -rewardScale : rewardScale;
  return {
    observationSpace: box(high.map((bound) => -bound), high),
    actionSpace: discrete(2),
    stateSize: 4,

    start(states, s, generators, g) {
      for (let i = s; i < s + 4; i++) states[i] = -0.05 + 0.1 * nextDouble(generators, g);
    },

    step(states, s, action, _generators, _g, outcome) {
      const fell = stepCartPole(states, s, physics, action);
      outcome.terminated = fell;
      outcome.reward = fell ? fallingReward : standingReward;
    },

    observe(states, s, target, offset) {
      target[offset] = states[s]!;
      target[offset + 1] = states[s + 1]!;
      target[offset + 2] = states[s + 2]!;
      target[offset + 3] = states[s + 3]!;
    },

    render: (states, s) => cartPoleScene(states[s]!, states[s + 2]!, 2 * halfLength, POSITION_LIMIT, 1.1 * POSITION_LIMIT),
  };
}

/**
 * A cart at `position` on a track that ends at ± `limit`, a pole of `length` on it at `angle` from upright; metres, radians. As large as the box
 * allows where the pole stands upright and ± `reach` is seen.
 */
export function cartPoleScene(position: number, angle: number, length: number, limit: number, reach: number): Scene {
  const trackY = 0.4;
  const margin = 0.02;
  const scale = Math.min((0.5 - margin) / reach, (trackY - margin) / length);
  const x = 0.5 + position * scale;
  return {
    width: 1,
    height: 0.6,
    shapes: [
      { kind: 'line', x1: 0.5 - limit * scale, y1: trackY, x2: 0.5 + limit * scale, y2: trackY, width: 0.004, color: 'line' },
      { kind: 'rectangle', x: x - 0.045, y: trackY - 0.025, width: 0.09, height: 0.05, color: 'agent' },
      {
        kind: 'line', x1: x, y1: trackY, x2: x + length * scale * Math.sin(angle), y2: trackY - length * scale * Math.cos(angle),
        width: 0.018, color: 'part',
      },
      { kind: 'circle', x, y: trackY, radius: 0.009, color: 'line' },
    ],
  };
}
