import type { VectorEnv } from '@cohort-rl/envs';
import { createPpo, InvalidOptionError } from '@cohort-rl/ppo-core';
import type { PpoAgent, PpoOptions } from '@cohort-rl/ppo-core';
import { groupRelative } from './group-relative.ts';
import type { GroupRelativeOptions } from './group-relative.ts';
import { vectorNeeds } from './vector-needs.ts';

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
 * The critic-free presets train on whole episodes in groups that share a start:
 * `createGrpo(makeVec(id, { numEnvs: 16, replicas: 8, autoreset: 'disabled' }), { preset: 'deepseek', rolloutSteps: 500 })`; episodes
 * longer than `rolloutSteps` are cut there.
 * @throws RangeError or InvalidOptionError for options that it cannot work with, or environments that do not fit them.
 */
export async function createGrpo(envs: VectorEnv, options: GrpoOptions = {}): Promise<PpoAgent> {
  checkEpisodes(envs, options);
  const isStageOption = (name: string): boolean => (stageOptionNames as readonly string[]).includes(name);
  const pick = (test: (name: string) => boolean): object => Object.fromEntries(Object.entries(options).filter(([name]) => test(name)));
  const advantages = groupRelative({ ...pick(isStageOption), seed: options.seed });
  return createPpo(envs, { ...pick((name) => !isStageOption(name)), advantages });
}

function checkEpisodes(envs: VectorEnv, stage: GroupRelativeOptions): void {
  const { wholeEpisodes, sharedStarts } = vectorNeeds(stage);
  if ((!wholeEpisodes || envs.autoreset === 'disabled') && (!sharedStarts || envs.startIds)) return;
  const { unit, grouping, preset } = stage;
  const cause = unit === 'trajectory' ? 'unit: trajectory' : grouping === 'startState' ? 'grouping: startState' : `preset: ${String(preset)}`;
  const need = `${wholeEpisodes ? 'whole episodes' : 'episodes'}${sharedStarts ? ' in groups that share a start' : ''}`;
  const options = `{ numEnvs: 16${sharedStarts ? ', replicas: 8' : ''}${wholeEpisodes ? ", autoreset: 'disabled'" : ''} }`;
  throw new InvalidOptionError(`invalid environments: ${envs.id}, as ${cause} needs ${need}; expected those of makeVec(id, ${options})`);
}
