import { vectorNeeds, type GroupRelativePreset } from '@cohort-rl/grpo';
import { presetFor } from '@cohort-rl/ppo-core';
import { defaultExperiment, type Experiment, type ExperimentField } from '../training/experiment.ts';
import type { Algorithm } from '../training/protocol.ts';

const flags: Partial<Record<ExperimentField, (experiment: Experiment) => string>> = {
  totalSteps: ({ totalSteps }) => `--steps ${totalSteps}`,
  numEnvs: ({ numEnvs }) => `--num-envs ${numEnvs}`,
  rolloutSteps: ({ rolloutSteps }) => `--rollout-steps ${rolloutSteps}`,
  epochs: ({ epochs }) => `--epochs ${epochs}`,
  learningRate: ({ learningRate, decay }) => `--learning-rate ${learningRate}${decay === 'linear' ? ':0' : ''}`,
  clipRange: ({ env, clipRange }) => `--clip-range ${clipRange}${typeof presetFor(env)?.options.clipRange === 'object' ? ':0' : ''}`,
  entropyCoefficient: ({ entropyCoefficient }) => `--entropy-coefficient ${entropyCoefficient}`,
  valueCoefficient: ({ valueCoefficient }) => `--value-coefficient ${valueCoefficient}`,
};

/** Of the forms of GRPO on the command line; the grouping is put after the first two, the others have no critic. */
const namesOfForms: Record<GroupRelativePreset, string> = { recommended: '', literal: 'literal-', deepseek: 'critic-free', drGrpo: 'dr-grpo', rloo: 'rloo' };

/** The command that makes one of the runs in Node; on the same build of the kernels it is the same to the bit. */
export function commandLine(experiment: Experiment, algorithm: Algorithm): string {
  const { env, seed, preset, grouping, weighting, remedy, numGroups, center, scale } = experiment;
  const isPpo = algorithm === 'ppo';
  const form = namesOfForms[preset];
  const hasRecipe = presetFor(env) !== undefined;
  const isCriticFree = !isPpo && vectorNeeds({ preset }).wholeEpisodes;
  const sharesStarts = !isPpo && grouping === 'startState';
  const recipe = defaultExperiment(env, isCriticFree ? preset : undefined);
  // what the command line does where nothing is said
  const { numEnvs } = defaultExperiment(env);
  const own = { ...recipe, numEnvs: sharesStarts ? Math.max(16, numEnvs) : numEnvs };
  const suffix = remedy === 'none' || isCriticFree ? '' : `+${remedy}`;
  // the grouping by starts is no part of a name
  const named = isCriticFree ? '' : sharesStarts ? 'task' : grouping;
  const name = isPpo ? `ppo${suffix}` : `grpo:${form}${named}+${weighting}${suffix}`;
  const differs = (field: ExperimentField): boolean => !hasRecipe || experiment[field] !== own[field] || (field === 'learningRate' && experiment.decay !== own.decay);
  return [
    `npm run cohort -- train --env ${env} --algo ${name} --seed ${seed}`,
    ...Object.entries(flags).flatMap(([field, flag]) => (differs(field as ExperimentField) ? [flag(experiment)] : [])),
    ...(!isPpo && grouping !== (isCriticFree ? 'startState' : named) ? [`--grouping ${grouping}`] : []),
    ...(!isPpo && grouping !== 'task' && grouping !== 'startState' ? [`--num-groups ${numGroups}`] : []),
    ...(!isPpo && center !== 'preset' ? [`--center ${center}`] : []),
    ...(!isPpo && scale !== 'preset' ? [`--scale ${scale}`] : []),
  ].join(' ');
}
