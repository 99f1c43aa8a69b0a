import { vectorNeeds, type GroupRelativeOptions } from '@cohort-rl/grpo';
import { findPreset, presetFor, presets, type Preset, type PpoOptions } from '@cohort-rl/ppo-core';
import { resolveAlgorithm } from './algorithm.ts';
import { loadEnvFile, resolveEnv } from './env-file.ts';
import { settingUp, UsageError } from './errors.ts';
import { hyperparameters, type GroupFlags, type HyperparameterFlags, type WrapperFlags } from './training-flags.ts';
import { leastSharedEnvs, resolveVector, type VectorConfiguration } from './vector-configuration.ts';
import { makeWrapped, type EnvWrappers } from './wrapped-envs.ts';

/** Everything that decides a run, as JSON: the same configuration gives the same records. */
export interface TrainConfiguration {
  readonly algorithm: string;
  readonly env: string;
  readonly seed: number;
  readonly numEnvs: number;
  readonly totalSteps: number;
  readonly preset: string | null;
  /** Options of the agent beside its seed, its advantage stage and its value normaliser. */
  readonly options: PpoOptions;
  /** Options of the group-relative stage; null for PPO. */
  readonly groupRelative: GroupRelativeOptions | null;
  /** What normalises the critic's targets per task; absent: they stay raw. */
  readonly valueNormalizer?: 'popArt';
  /** Absent: none. */
  readonly wrappers?: EnvWrappers;
  /** Absent: every episode has a start of its own and follows the one before at once. */
  readonly vector?: VectorConfiguration;
  readonly evaluation: { readonly everySteps: number; readonly episodes: number; readonly seed: number; readonly maxEpisodeSteps?: number } | null;
  readonly stopAtReturn: number | null;
  /** Updates from one snapshot of the rollout to the next; absent: none. */
  readonly snapshotEvery?: number;
  /** Episodes that the trained policy plays after training. */
  readonly finalEvaluation: { readonly episodes: number; readonly seed: number; readonly maxEpisodeSteps?: number } | null;
}

/** What the command line says about a run. */
export interface TrainFlags extends HyperparameterFlags, GroupFlags, WrapperFlags {
  readonly env?: string;
  readonly algo?: string;
  readonly preset?: string;
  readonly steps?: number;
  readonly seed?: number;
  readonly numEnvs?: number;
  readonly evalEvery?: number;
  readonly trainingEvalEpisodes?: number;
  readonly stopAtReturn?: number;
  readonly snapshotEvery?: number;
  readonly evalEpisodes?: number;
  readonly evalEpisodeSteps?: number;
}

/** Evaluation environments are seeded far away from the training ones, alike for every algorithm and training seed. */
const trainingEvaluationSeed = 1_000_000;
export const finalEvaluationSeed = 2_000_000;

/** Steps where neither a preset nor the user says how many. */
const defaultSteps = 100_000;
const defaultNumEnvs = 8;

/** Evaluations during training where the flags leave them open. */
export interface EvaluationDefaults {
  readonly evaluations: number;
  readonly episodes: number;
  /** Of each evaluation, at least: a suite's score is the mean over its tasks, each of which has to be played. */
  readonly episodesPerTask: number;
}

const ordinary: EvaluationDefaults = { evaluations: 10, episodes: 20, episodesPerTask: 5 };

/** Fills in what the flags leave open: the preset's values, then defaults. @throws UsageError */
export async function resolveConfiguration(flags: TrainFlags, defaults = ordinary): Promise<TrainConfiguration> {
  return settingUp(async () => {
    const named = flags.preset === undefined ? undefined : findPreset(flags.preset);
    const asked = flags.env ?? named?.env;
    if (asked === undefined) throw new UsageError('missing --env; cohort envs lists the environments');
    const env = resolveEnv(asked);
    await loadEnvFile(env);
    const preset = named ?? presetFor(env);
    const { tasks: { length: numTasks }, maxEpisodeSteps } = makeWrapped(env, { numEnvs: 1 });
    const algorithm = resolveAlgorithm(flags.algo ?? 'ppo', flags);
    const totalSteps = flags.steps ?? preset?.totalSteps ?? defaultSteps;
    const everySteps = flags.evalEvery ?? Math.ceil(totalSteps / defaults.evaluations);
    const episodes = flags.trainingEvalEpisodes ?? Math.max(defaults.episodes, defaults.episodesPerTask * numTasks);
    const finalEpisodes = flags.evalEpisodes ?? 100;
    for (const [flag, count] of [['--training-eval-episodes', episodes], ['--eval-episodes', finalEpisodes]] as const) {
      if (count < numTasks) throw new UsageError(`invalid ${flag}: ${count}; expected at least ${numTasks}, one for each task of ${env}`);
    }
    const limit = flags.evalEpisodeSteps === undefined ? {} : { maxEpisodeSteps: flags.evalEpisodeSteps };
    const presetEnvs = preset?.numEnvs ?? defaultNumEnvs;
    const sharesStarts = algorithm.stage !== null && vectorNeeds(algorithm.stage).sharedStarts;
    const numEnvs = flags.numEnvs ?? (sharesStarts ? Math.max(presetEnvs, leastSharedEnvs) : presetEnvs);
    const vector = resolveVector(algorithm.stage, numEnvs);
    // a rollout of whole episodes holds the longest one
    const wholeEpisodes = vector.autoreset === 'disabled' && maxEpisodeSteps !== null ? { rolloutSteps: maxEpisodeSteps } : {};
    const options = { ...preset?.options, ...wholeEpisodes, ...hyperparameters(flags) };
    const wrappers = resolveWrappers(flags, preset, algorithm.hasRewardNormalization, options.gamma);
    return {
      algorithm: algorithm.name,
      env,
      seed: flags.seed ?? 1,
      numEnvs,
      totalSteps,
      preset: presetName(preset),
      options,
      groupRelative: algorithm.stage,
      ...(algorithm.hasPopArt && { valueNormalizer: 'popArt' }),
      ...(Object.keys(wrappers).length > 0 && { wrappers }),
      ...(Object.keys(vector).length > 0 && { vector }),
      evaluation: everySteps === 0 ? null : { everySteps, episodes, seed: trainingEvaluationSeed, ...limit },
      stopAtReturn: flags.stopAtReturn ?? null,
      ...(flags.snapshotEvery !== undefined && { snapshotEvery: flags.snapshotEvery }),
      finalEvaluation: { episodes: finalEpisodes, seed: finalEvaluationSeed, ...limit },
    };
  });
}

/** Flags before the preset; a rung with reward normalisation has it per task whatever they say. */
function resolveWrappers(flags: WrapperFlags, preset: Preset | undefined, perTask: boolean, gamma = 0.99): EnvWrappers {
  const normalizesRewards = perTask || (flags.normalizeRewards ?? preset?.normalizeRewards ?? false);
  return {
    ...((flags.normalizeObservations ?? preset?.normalizeObservations) && { normalizeObservations: true }),
    ...(normalizesRewards && { normalizeRewards: { perTask, gamma } }),
    ...(flags.envTimeout !== undefined && { timeout: flags.envTimeout }),
  };
}

function presetName(preset: Preset | undefined): string | null {
  return Object.entries<Preset>(presets).find(([, candidate]) => candidate === preset)?.[0] ?? null;
}
