import type { Grouper } from '@cohort-rl/rollouts';
import { adaptiveGrouper } from './adaptive-grouper.ts';
import { autoGrouper } from './auto-grouper.ts';
import { difficultyGrouper } from './difficulty-grouper.ts';
import { hierarchicalGrouper } from './hierarchical-grouper.ts';
import { lengthGrouper } from './length-grouper.ts';
import { startStateGrouper } from './start-state-grouper.ts';
import { taskGrouper } from './task-grouper.ts';

/** Options that groupers share; each takes those that concern it. */
export interface GrouperOptions {
  readonly numGroups?: number | undefined;
  readonly seed?: number | undefined;
  readonly completeOnly?: boolean | undefined;
}

/** Groupers by name; `hierarchical` is by task, then by quantiles of return. A new one is a file, its test, and a line here. */
const factories = {
  task: taskGrouper,
  auto: autoGrouper,
  difficulty: difficultyGrouper,
  length: lengthGrouper,
  adaptive: adaptiveGrouper,
  hierarchical: (options) => hierarchicalGrouper({ outer: taskGrouper(options), inner: () => difficultyGrouper(options) }),
  startState: startStateGrouper,
} satisfies Record<string, (options: GrouperOptions) => Grouper>;

export type GrouperName = keyof typeof factories;

/** The names that {@link createGrouper} knows. */
export const grouperNames = Object.keys(factories) as readonly GrouperName[];

/**
 * A grouper by its name; a grouper of the user's own is passed through.
 * @throws RangeError `unknown grouping: foo; expected one of …`, or for an invalid option.
 */
export function createGrouper(grouping: string | Grouper, options: GrouperOptions = {}): Grouper {
  if (typeof (grouping as Partial<Grouper> | null)?.group === 'function') return grouping as Grouper;
  if (typeof grouping !== 'string' || !Object.hasOwn(factories, grouping)) throw new RangeError(`unknown grouping: ${typeof grouping === 'string' ? grouping : typeof grouping}; expected one of ${grouperNames.join(', ')}`);
  return factories[grouping as GrouperName](options);
}
