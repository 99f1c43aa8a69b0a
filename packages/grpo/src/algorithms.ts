import { grouperNames } from '@cohort-rl/grpo-grouping';
import { weighterNames } from '@cohort-rl/grpo-weighting';
import type { GroupRelativeOptions } from './group-relative.ts';

/** A rung of the ladder that comparisons climb. */
export interface Algorithm {
  readonly name: string;
  /** Options of the advantage stage; null: PPO's own. */
  readonly stage: GroupRelativeOptions | null;
}

// `startState` needs environments that start in replicas.
const groupings = grouperNames.filter((name) => name !== 'startState');

const stages: Readonly<Record<string, GroupRelativeOptions | null>> = {
  ppo: null,
  ...Object.fromEntries(groupings.map((grouping) => [`grpo:${grouping}`, { grouping }])),
  ...Object.fromEntries(groupings.map((grouping) => [`grpo:literal-${grouping}`, { grouping, preset: 'literal' as const }])),
};

/** Names that {@link parseAlgorithm} knows, without suffixes: `ppo`, `grpo:task`, …, `grpo:literal-task`, …. */
export const algorithmNames: readonly string[] = Object.keys(stages);

/**
 * What a name on the command line stands for: `ppo`; `grpo:GROUPING`, the recommended preset; `grpo:literal-GROUPING`, the
 * literal one. A `grpo` name may end in a weighting: `grpo:task+balanced`.
 * @throws RangeError for an unknown name, listing the known ones.
 */
export function parseAlgorithm(name: string): Algorithm {
  const [base = '', weighting, ...rest] = name.split('+');
  const stage = Object.hasOwn(stages, base) ? stages[base] : undefined;
  if (stage !== undefined && rest.length === 0) {
    if (weighting === undefined) return { name, stage };
    if (stage !== null && (weighterNames as readonly string[]).includes(weighting)) return { name, stage: { ...stage, weighting } };
  }
  const suffixes = weighterNames.map((weighter) => `+${weighter}`).join(', ');
  throw new RangeError(`unknown algorithm: ${name}; expected one of ${algorithmNames.join(', ')}; the grpo ones also with ${suffixes}`);
}
