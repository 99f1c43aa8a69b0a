import { makeVec, normalizeObservations, normalizeRewards, type VectorEnv } from '@cohort-rl/envs';
import { groupRelative, type GroupRelativeOptions } from '@cohort-rl/grpo';
import { popArt, type Center, type Scale } from '@cohort-rl/grpo-normalization';
import { createPpo, presetFor, type PpoAgent, type PpoOptions } from '@cohort-rl/ppo-core';
import type { Experiment } from './experiment.ts';
import type { Algorithm, TrainingRequest } from './protocol.ts';

/** The environments of both runs: the same, seeded alike. */
function createEnvs({ env, numEnvs, seed, remedy }: Experiment): VectorEnv {
  const preset = presetFor(env);
  let envs = makeVec(env, { numEnvs, seed });
  if (preset?.normalizeObservations) envs = normalizeObservations(envs);
  if (remedy === 'reward-norm') envs = normalizeRewards(envs, { perTask: true, gamma: preset?.options.gamma ?? 0.99 });
  else if (preset?.normalizeRewards) envs = normalizeRewards(envs, { gamma: preset.options.gamma ?? 0.99 });
  return envs;
}

/** Options of the group-relative stage. */
function stageOptions({ preset, grouping, numGroups, weighting, center, scale, seed }: Experiment): GroupRelativeOptions {
  return {
    preset: preset as NonNullable<GroupRelativeOptions['preset']>,
    grouping,
    numGroups,
    weighting,
    seed,
    ...(center !== 'preset' && { center: center as Center }),
    ...(scale !== 'preset' && { scale: scale as Scale }),
  };
}

/** What both runs share; PPO and GRPO differ in the advantage stage alone. */
function agentOptions(experiment: Experiment, algorithm: Algorithm, numTasks: number): PpoOptions {
  const { env, seed, rolloutSteps, learningRate, decay, clipRange, epochs, entropyCoefficient, valueCoefficient, remedy, numEnvs } = experiment;
  const recipe = presetFor(env)?.options ?? {};
  const minibatchSize = Math.min(recipe.minibatchSize ?? 256, rolloutSteps * numEnvs);
  return {
    ...recipe,
    seed,
    rolloutSteps,
    minibatchSize,
    epochs,
    learningRate: decay === 'linear' ? { initial: learningRate, final: 0 } : learningRate,
    clipRange: typeof recipe.clipRange === 'object' ? { ...recipe.clipRange, initial: clipRange } : clipRange,
    entropyCoefficient,
    valueCoefficient,
    ...(remedy === 'popart' && { valueNormalizer: popArt({ numTasks }) }),
    ...(algorithm === 'grpo' && { advantages: groupRelative(stageOptions(experiment)) }),
  };
}

/** What an agent needs to be made. */
export interface AgentRequest extends Pick<TrainingRequest, 'algorithm' | 'experiment' | 'threads'> {
  /** Build of the kernels. Default `auto`, in a page WebAssembly. */
  readonly kernels?: PpoOptions['kernels'];
}

/** @throws RangeError or InvalidOptionError for settings that do not go together. */
export async function createAgent({ algorithm, experiment, threads, kernels }: AgentRequest): Promise<PpoAgent> {
  const envs = createEnvs(experiment);
  return createPpo(envs, { ...agentOptions(experiment, algorithm, envs.tasks.length), threads, kernels });
}
