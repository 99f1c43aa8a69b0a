import type { VectorEnv } from '@cohort-rl/envs';
import { createPpo } from '@cohort-rl/ppo-core';
import type { PpoAgent, PpoOptions } from '@cohort-rl/ppo-core';
import { groupRelative } from './group-relative.ts';
import type { GroupRelativeOptions } from './group-relative.ts';
import { findPreset } from './presets.ts';

/** PPO's options and those of the group-relative stage, side by side; `seed` serves both. */
export type GrpoOptions = Omit<PpoOptions, 'advantages' | 'advantageNormalization'> & GroupRelativeOptions;

const stageOptionNames = [
  'grouping', 'numGroups', 'completeOnly', 'preset', 'normalizer',
  'center', 'scale', 'shape', 'unit', 'minGroupSize', 'shrinkage', 'scaleDecay', 'levelWeights',
  'weighting', 'temperature', 'maxStepWeight', 'lengthAveraging', 'combiner',
] as const satisfies readonly Exclude<keyof GroupRelativeOptions, 'seed'>[];

/**
 * An agent of group-relative PPO: `createPpo(envs, { …, advantages: groupRelative({ … }) })`.
 * To go on from its `state()`, give `loadAgent` the same stage: `loadAgent(bytes, envs, { advantages: groupRelative({ … }) })`.
 * @throws RangeError or InvalidOptionError for options that it cannot work with; those of the critic-free family are among
 * them, since no agent collects whole episodes from shared starts: `groupRelative` takes them, on rollouts of one's own.
 */
export async function createGrpo(envs: VectorEnv, options: GrpoOptions = {}): Promise<PpoAgent> {
  refuseWholeEpisodes(options);
  const isStageOption = (name: string): boolean => (stageOptionNames as readonly string[]).includes(name);
  const pick = (test: (name: string) => boolean): object => Object.fromEntries(Object.entries(options).filter(([name]) => test(name)));
  const advantages = groupRelative({ ...pick(isStageOption), seed: options.seed });
  return createPpo(envs, { ...pick((name) => !isStageOption(name)), advantages });
}

function refuseWholeEpisodes({ preset: name = 'recommended', grouping, unit }: GroupRelativeOptions): void {
  const preset = findPreset(name);
  const given = { unit: unit ?? preset.stages(false).unit, grouping: grouping ?? preset.grouping };
  if (given.unit !== 'trajectory' && given.grouping !== 'startState') return;
  const cause = unit === 'trajectory' ? 'unit: trajectory' : grouping === 'startState' ? 'grouping: startState' : `preset: ${name}`;
  throw new RangeError(`invalid ${cause}; it needs whole episodes in groups that share a start, which createGrpo does not collect`);
}
