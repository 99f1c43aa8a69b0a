import { presetNames, vectorNeeds, type GroupRelativePreset } from '@cohort-rl/grpo';
import { grouperNames } from '@cohort-rl/grpo-grouping';
import { centers, scales } from '@cohort-rl/grpo-normalization';
import { weighterNames } from '@cohort-rl/grpo-weighting';
import { presetFor } from '@cohort-rl/ppo-core';
import { environments } from './environments.ts';

/** Everything that decides a pair of runs; two that are equal train to the same bits. */
export interface Experiment {
  /** Id of an environment or suite. */
  readonly env: string;
  readonly seed: number;
  readonly totalSteps: number;
  readonly numEnvs: number;
  readonly rolloutSteps: number;
  /** At the start; decays to 0 over the run where `decay` says so. */
  readonly learningRate: number;
  readonly decay: 'linear' | 'none';
  readonly clipRange: number;
  readonly epochs: number;
  readonly entropyCoefficient: number;
  readonly valueCoefficient: number;
  /** What is done about rewards of different sizes, in runs with a critic. */
  readonly remedy: 'none' | 'reward-norm' | 'popart';
  readonly preset: GroupRelativePreset;
  readonly grouping: string;
  readonly numGroups: number;
  readonly weighting: string;
  /** `preset`: as the preset has it. */
  readonly center: string;
  readonly scale: string;
  /** Whether PPO is trained beside GRPO. */
  readonly compare: 'yes' | 'no';
}

export type ExperimentField = keyof Experiment;

/** What a field may be. */
export type FieldRule =
  | { readonly kind: 'choice'; readonly label: string; readonly choices: readonly string[]; readonly names?: Readonly<Record<string, string>> }
  | { readonly kind: 'integer' | 'number'; readonly label: string; readonly low: number; readonly high: number };

const choice = (label: string, choices: readonly string[], names?: Readonly<Record<string, string>>): FieldRule => ({ kind: 'choice', label, choices, ...(names && { names }) });
const integer = (label: string, low: number, high: number): FieldRule => ({ kind: 'integer', label, low, high });
const number = (label: string, low: number, high: number): FieldRule => ({ kind: 'number', label, low, high });

/** As readers know them. */
const namesOfPresets: Readonly<Record<GroupRelativePreset, string>> = {
  recommended: 'recommended',
  literal: 'literal',
  deepseek: 'DeepSeek, no critic',
  drGrpo: 'Dr. GRPO, no critic',
  rloo: 'RLOO, no critic',
};

/** The weighting that each form of GRPO has by itself. */
const weightingOf: Readonly<Record<GroupRelativePreset, string>> = {
  recommended: 'uniform',
  literal: 'balanced',
  deepseek: 'balanced',
  drGrpo: 'uniform',
  rloo: 'uniform',
};

export const fieldRules: Readonly<Record<ExperimentField, FieldRule>> = {
  env: choice('environment', [...environments.keys()]),
  seed: integer('seed', 0, 2 ** 31 - 1),
  totalSteps: integer('environment steps', 1000, 5_000_000),
  numEnvs: integer('parallel environments', 1, 64),
  rolloutSteps: integer('steps of each environment per update', 16, 1024),
  learningRate: number('learning rate', 1e-6, 0.1),
  decay: choice('learning rate decays', ['linear', 'none']),
  clipRange: number('clip range', 0.01, 1),
  epochs: integer('passes over each rollout', 1, 30),
  entropyCoefficient: number('entropy coefficient', 0, 1),
  valueCoefficient: number('value coefficient', 0, 10),
  remedy: choice('remedy for reward scales, in runs with a critic', ['none', 'reward-norm', 'popart']),
  preset: choice('form of GRPO', presetNames, namesOfPresets),
  grouping: choice('grouping', grouperNames),
  numGroups: integer('number of groups', 2, 12),
  weighting: choice('weighting', weighterNames),
  center: choice('centre', ['preset', ...centers]),
  scale: choice('scale', ['preset', ...scales]),
  compare: choice('train PPO beside it', ['yes', 'no']),
};

const fieldNames = Object.keys(fieldRules) as ExperimentField[];

/**
 * The recipe of an environment, where there is one; CleanRL's otherwise. Forms of GRPO without a critic compare whole episodes from one start:
 * they bring the grouping, rollouts as long as the longest episode, and two groups at least.
 */
export function defaultExperiment(env = 'scaled-cartpoles', preset: GroupRelativePreset = 'recommended'): Experiment {
  const recipe = presetFor(env);
  const { rolloutSteps = 128, learningRate = 2.5e-4, clipRange = 0.2, epochs = 4, entropyCoefficient = 0.01, valueCoefficient = 0.5 } = recipe?.options ?? {};
  const numEnvs = recipe?.numEnvs ?? 8;
  const { wholeEpisodes, sharedStarts } = vectorNeeds({ preset });
  return {
    env,
    seed: 1,
    totalSteps: recipe?.totalSteps ?? 100_000,
    numEnvs: sharedStarts ? Math.max(16, numEnvs) : numEnvs,
    rolloutSteps: wholeEpisodes ? (environments.get(env)?.maxEpisodeSteps ?? rolloutSteps) : rolloutSteps,
    learningRate: typeof learningRate === 'number' ? learningRate : learningRate.initial,
    decay: typeof learningRate === 'number' ? 'none' : 'linear',
    clipRange: typeof clipRange === 'number' ? clipRange : clipRange.initial,
    epochs,
    entropyCoefficient,
    valueCoefficient,
    remedy: 'none',
    preset,
    grouping: sharedStarts ? 'startState' : 'task',
    numGroups: 4,
    weighting: weightingOf[preset],
    center: 'preset',
    scale: 'preset',
    compare: 'yes',
  };
}

/** A field's value from text, or what is wrong with it in one line. */
export function readField(field: ExperimentField, text: string): { readonly value: string | number } | { readonly problem: string } {
  const rule = fieldRules[field];
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  if (rule.kind === 'choice') {
    if (rule.choices.includes(text)) return { value: text };
    return { problem: `invalid ${field}: ${shown}; expected one of ${rule.choices.join(', ')}` };
  }
  const value = Number(text);
  const isValid = text.trim() !== '' && value >= rule.low && value <= rule.high && (rule.kind === 'number' || Number.isInteger(value));
  if (isValid) return { value };
  return { problem: `invalid ${field}: ${shown}; expected ${rule.kind === 'integer' ? 'an integer' : 'a number'} from ${rule.low} to ${rule.high}` };
}

/** The experiment with another value of one field; another environment brings its own recipe, another form of GRPO its own stages. */
export function withField(experiment: Experiment, field: ExperimentField, value: string | number): Experiment {
  const { env, seed, compare, totalSteps, remedy, preset, grouping, numGroups, weighting, center, scale } = experiment;
  if (field === 'env') return { ...defaultExperiment(String(value), preset), seed, compare, remedy, grouping, numGroups, weighting, center, scale };
  if (field === 'preset') return { ...defaultExperiment(env, value as GroupRelativePreset), seed, compare, totalSteps, numGroups };
  return { ...experiment, [field]: value };
}

/** What an address says; fields that it leaves open, or gets wrong, are the environment's own. */
export function experimentFromQuery(query: string): { readonly experiment: Experiment; readonly problems: readonly string[] } {
  const parameters = new URLSearchParams(query);
  const problems: string[] = [];
  const given: Partial<Record<ExperimentField, never>> = {};
  for (const [name, text] of parameters) {
    if (!Object.hasOwn(fieldRules, name)) {
      problems.push(`unknown setting: ${name.slice(0, 40)}; expected one of ${fieldNames.join(', ')}`);
      continue;
    }
    const read = readField(name as ExperimentField, text);
    if ('value' in read) given[name as ExperimentField] = read.value as never;
    else problems.push(read.problem);
  }
  return { experiment: { ...defaultExperiment(given.env, given.preset), ...given }, problems };
}

/** The shortest query that `experimentFromQuery` reads back as this experiment; empty for the default one. */
export function experimentToQuery(experiment: Experiment): string {
  const usual = defaultExperiment();
  const own = { ...defaultExperiment(experiment.env, experiment.preset), env: usual.env, preset: usual.preset };
  const parameters = new URLSearchParams();
  for (const field of fieldNames) if (experiment[field] !== own[field]) parameters.set(field, String(experiment[field]));
  const query = parameters.toString();
  return query === '' ? '' : `?${query}`;
}
