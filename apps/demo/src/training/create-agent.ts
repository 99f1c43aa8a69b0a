import { makeVec, normalizeObservations, normalizeRewards, type VectorEnv } from '@cohort-rl/envs';
import { groupRelative, vectorNeeds, type GroupRelativeOptions } from '@cohort-rl/grpo';
import { popArt, type Center, type Scale } from '@cohort-rl/grpo-normalization';
import { createPpo, presetFor, type PpoAgent, type PpoOptions } from '@cohort-rl/ppo-core';
import type { Experiment } from './experiment.ts';
import type { Algorithm, TrainingRequest } from './protocol.ts';

/** Copies of a start, where as many fit; otherwise half of the environments share one, or all. */
const preferredReplicas = 8;

/** How episodes begin: as the environments have it, or as groups of whole episodes from one start need it. */
function vectorOf(experiment: Experiment, algorithm: Algorithm): { readonly replicas?: number; readonly autoreset?: 'disabled' } {
  if (algorithm === 'ppo') return {};
  const { numEnvs } = experiment;
  const { wholeEpisodes, sharedStarts } = vectorNeeds(stageOptions(experiment));
  const replicas = numEnvs % preferredReplicas === 0 ? preferredReplicas : numEnvs % 2 === 0 && numEnvs > 2 ? numEnvs / 2 : numEnvs;
  return { ...(sharedStarts && { replicas }), ...(wholeEpisodes && { autoreset: 'disabled' as const }) };
}

/** What is done about reward scales; nothing without a critic, which compares returns in their own units. */
const remedyOf = (experiment: Experiment, algorithm: Algorithm): Experiment['remedy'] =>
  algorithm === 'grpo' && vectorNeeds(stageOptions(experiment)).wholeEpisodes ? 'none' : experiment.remedy;

/** The environments of both runs: the same, seeded alike, unless the stage compares whole episodes or episodes from one start. */
function createEnvs(experiment: Experiment, algorithm: Algorithm): VectorEnv {
  const { env, numEnvs, seed } = experiment;
  const remedy = remedyOf(experiment, algorithm);
  const preset = presetFor(env);
  let envs = makeVec(env, { numEnvs, seed, ...vectorOf(experiment, algorithm) });
  if (preset?.normalizeObservations) envs = normalizeObservations(envs);
  if (remedy === 'reward-norm') envs = normalizeRewards(envs, { perTask: true, gamma: preset?.options.gamma ?? 0.99 });
  else if (preset?.normalizeRewards) envs = normalizeRewards(envs, { gamma: preset.options.gamma ?? 0.99 });
  return envs;
}

/** Options of the group-relative stage. */
function stageOptions({ preset, grouping, numGroups, weighting, center, scale, seed }: Experiment): GroupRelativeOptions {
  return {
    preset,
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
  const { env, seed, rolloutSteps, learningRate, decay, clipRange, epochs, entropyCoefficient, valueCoefficient, numEnvs } = experiment;
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
    ...(remedyOf(experiment, algorithm) === 'popart' && { valueNormalizer: popArt({ numTasks }) }),
    ...(algorithm === 'grpo' && { advantages: groupRelative(stageOptions(experiment)) }),
  };
}

/** What an agent needs to be made. */
export interface AgentRequest extends Pick<TrainingRequest, 'algorithm' | 'experiment' | 'threads'> {
  /** Build of the kernels. Default `auto`. */
  readonly kernels?: PpoOptions['kernels'];
}

/** @throws RangeError or InvalidOptionError for settings that do not go together. */
export async function createAgent({ algorithm, experiment, threads, kernels }: AgentRequest): Promise<PpoAgent> {
  const envs = createEnvs(experiment, algorithm);
  return createPpo(envs, { ...agentOptions(experiment, algorithm, envs.tasks.length), threads, kernels });
}
