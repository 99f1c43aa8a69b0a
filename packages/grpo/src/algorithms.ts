import { grouperNames } from '@cohort-rl/grpo-grouping';
import { combinerNames, weighterNames } from '@cohort-rl/grpo-weighting';
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
 * literal one. A `grpo` name may end in a weighting, in a gradient combiner, or in both: `grpo:task+balanced+pcgrad`.
 * @throws RangeError for an unknown name, listing the known ones.
 */
export function parseAlgorithm(name: string): Algorithm {
  const [base = '', ...suffixes] = name.split('+');
  const stage = Object.hasOwn(stages, base) ? stages[base] : undefined;
  const weighting = weighterNames.find((weighter) => suffixes.includes(weighter));
  const combiner = combinerNames.find((known) => suffixes.includes(known));
  const understood = [weighting, combiner].filter((suffix) => suffix !== undefined);
  if (stage !== undefined && understood.length === suffixes.length && (stage !== null || suffixes.length === 0)) {
    return { name, stage: stage && { ...stage, ...(weighting && { weighting }), ...(combiner && { combiner }) } };
  }
  const known = [...weighterNames, ...combinerNames].map((suffix) => `+${suffix}`).join(', ');
  throw new RangeError(`unknown algorithm: ${name}; expected one of ${algorithmNames.join(', ')}; the grpo ones also with ${known}`);
}
