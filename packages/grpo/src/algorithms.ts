import { grouperNames } from '@cohort-rl/grpo-grouping';
import { combinerNames, weighterNames } from '@cohort-rl/grpo-weighting';
import type { GroupRelativeOptions } from './group-relative.ts';
import { vectorNeeds } from './vector-needs.ts';

/** A rung of the ladder that comparisons climb. */
export interface Algorithm {
  readonly name: string;
  /** Options of the advantage stage; null: PPO's own. */
  readonly stage: GroupRelativeOptions | null;
  /** Whether rewards are divided by the running deviation of their task's return: `normalizeRewards(envs, { perTask: true })`. */
  readonly hasRewardNormalization: boolean;
  /** Whether the critic's targets are normalised per task: `valueNormalizer: popArt({ numTasks })`. */
  readonly hasPopArt: boolean;
}

/** Suffixes that every name with a critic may have: remedies for tasks whose rewards differ in size, beside the advantages. */
const remedies = ['reward-norm', 'popart'] as const;

// `startState` is that of the critic-free family.
const groupings = grouperNames.filter((name) => name !== 'startState');

const stages: Readonly<Record<string, GroupRelativeOptions | null>> = {
  ppo: null,
  ...Object.fromEntries(groupings.map((grouping) => [`grpo:${grouping}`, { grouping }])),
  ...Object.fromEntries(groupings.map((grouping) => [`grpo:literal-${grouping}`, { grouping, preset: 'literal' as const }])),
  'grpo:critic-free': { preset: 'deepseek' },
  'grpo:dr-grpo': { preset: 'drGrpo' },
  'grpo:rloo': { preset: 'rloo' },
};

/** Names that {@link parseAlgorithm} knows, without suffixes: `ppo`, `grpo:task`, …, `grpo:literal-task`, …, then those without a critic: `grpo:critic-free`, `grpo:dr-grpo`, `grpo:rloo`. */
export const algorithmNames: readonly string[] = Object.keys(stages);

/**
 * What a name on the command line stands for: `ppo`; `grpo:GROUPING`, the recommended preset; `grpo:literal-GROUPING`, the
 * literal one; `grpo:critic-free`, `grpo:dr-grpo` and `grpo:rloo`, the presets `deepseek`, `drGrpo` and `rloo`. A `grpo` name may have a
 * weighting, a gradient combiner, or both after it, and every name with a critic `reward-norm`, `popart`, or both: `ppo+popart`,
 * `grpo:task+balanced+pcgrad`.
 * @throws RangeError for an unknown name, listing the known ones.
 */
export function parseAlgorithm(name: string): Algorithm {
  const [base = '', ...suffixes] = name.split('+');
  const stage = Object.hasOwn(stages, base) ? stages[base] : undefined;
  const weighting = stage ? weighterNames.find((weighter) => suffixes.includes(weighter)) : undefined;
  const combiner = stage ? combinerNames.find((known) => suffixes.includes(known)) : undefined;
  // without a critic there are no targets, and what is compared are returns in their own units
  const usesCritic = !stage || !vectorNeeds(stage).wholeEpisodes;
  const [rewardNormalization, popArt] = remedies.map((remedy) => suffixes.find((suffix) => usesCritic && suffix === remedy));
  const understood = [weighting, combiner, rewardNormalization, popArt].filter((suffix) => suffix !== undefined);
  if (stage !== undefined && understood.length === suffixes.length) {
    return {
      name,
      stage: stage && { ...stage, ...(weighting && { weighting }), ...(combiner && { combiner }) },
      hasRewardNormalization: rewardNormalization !== undefined,
      hasPopArt: popArt !== undefined,
    };
  }
  const list = (names: readonly string[]): string => names.map((suffix) => `+${suffix}`).join(', ');
  throw new RangeError(
    `unknown algorithm: ${name}; expected one of ${algorithmNames.join(', ')}; all but the last three also with ${list(remedies)}; the grpo ones also with ${list([...weighterNames, ...combinerNames])}`,
  );
}
