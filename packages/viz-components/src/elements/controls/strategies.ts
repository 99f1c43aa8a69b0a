import type { GrouperName } from '@cohort-rl/grpo-grouping';
import type { WeighterName } from '@cohort-rl/grpo-weighting';

/** One choice among strategies. */
export interface Strategy {
  /** What the form sends: a registry's name, say. */
  readonly value: string;
  /** What the reader sees; default: the value. */
  readonly name?: string;
  /** Whether it takes a number of groups, default true. */
  readonly hasNumGroups?: boolean;
}

// The registries' names stand here once more, so that a form does not load the strategies themselves; their types and a test hold both in step.
const groupings: Readonly<Record<GrouperName, Omit<Strategy, 'value'>>> = {
  task: { name: 'by task', hasNumGroups: false },
  auto: { name: 'clusters of trajectories' },
  difficulty: { name: 'by return' },
  length: { name: 'by episode length' },
  adaptive: { name: 'clusters that follow training' },
  hierarchical: { name: 'by task, then return' },
  startState: { name: 'by start state', hasNumGroups: false },
};

const weightings: Readonly<Record<WeighterName, string>> = {
  uniform: 'uniform',
  balanced: 'balanced by size',
  performance: 'by performance',
  adaptive: 'adaptive',
  groupDro: 'group DRO',
  dwa: 'dynamic weight average',
  learningProgress: 'by learning progress',
};

/** The groupers of `grpo-grouping`. */
export const defaultGroupings: readonly Strategy[] = Object.entries(groupings).map(([value, grouping]) => ({ value, ...grouping }));

/** The weighters of `grpo-weighting`. */
export const defaultWeightings: readonly Strategy[] = Object.entries(weightings).map(([value, name]) => ({ value, name }));
