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

/** The command that makes one of the runs in Node; on the same build of the kernels it is the same to the bit. */
export function commandLine(experiment: Experiment, algorithm: Algorithm): string {
  const { env, seed, preset, grouping, weighting, remedy, numGroups, center, scale } = experiment;
  const hasRecipe = presetFor(env) !== undefined;
  const own = defaultExperiment(env);
  const suffix = remedy === 'none' ? '' : `+${remedy}`;
  const name = algorithm === 'ppo' ? `ppo${suffix}` : `grpo:${preset === 'literal' ? 'literal-' : ''}${grouping}+${weighting}${suffix}`;
  const differs = (field: ExperimentField): boolean => !hasRecipe || experiment[field] !== own[field] || (field === 'learningRate' && experiment.decay !== own.decay);
  return [
    `npm run cohort -- train --env ${env} --algo ${name} --seed ${seed}`,
    ...Object.entries(flags).flatMap(([field, flag]) => (differs(field as ExperimentField) ? [flag(experiment)] : [])),
    ...(algorithm === 'grpo' && grouping !== 'task' ? [`--num-groups ${numGroups}`] : []),
    ...(algorithm === 'grpo' && center !== 'preset' ? [`--center ${center}`] : []),
    ...(algorithm === 'grpo' && scale !== 'preset' ? [`--scale ${scale}`] : []),
  ].join(' ');
}
