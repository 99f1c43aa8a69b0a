import { listEnvs } from '@cohort-rl/envs';
import { presetNames } from '@cohort-rl/grpo';
import { grouperNames } from '@cohort-rl/grpo-grouping';
import { centers, scales } from '@cohort-rl/grpo-normalization';
import { weighterNames } from '@cohort-rl/grpo-weighting';
import { presetFor } from '@cohort-rl/ppo-core';

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
  /** What is done about rewards of different sizes, in both runs. */
  readonly remedy: 'none' | 'reward-norm' | 'popart';
  readonly preset: string;
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
  | { readonly kind: 'choice'; readonly label: string; readonly choices: readonly string[] }
  | { readonly kind: 'integer' | 'number'; readonly label: string; readonly low: number; readonly high: number };

const choice = (label: string, choices: readonly string[]): FieldRule => ({ kind: 'choice', label, choices });
const integer = (label: string, low: number, high: number): FieldRule => ({ kind: 'integer', label, low, high });
const number = (label: string, low: number, high: number): FieldRule => ({ kind: 'number', label, low, high });

/** Presets that train on whole episodes, and their grouping, need environments of their own kind. */
const stepwisePresets = presetNames.filter((name) => name === 'recommended' || name === 'literal');

export const fieldRules: Readonly<Record<ExperimentField, FieldRule>> = {
  env: choice('environment', listEnvs().map(({ id }) => id)),
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
  remedy: choice('remedy for reward scales', ['none', 'reward-norm', 'popart']),
  preset: choice('form of GRPO', stepwisePresets),
  grouping: choice('grouping', grouperNames.filter((name) => name !== 'startState')),
  numGroups: integer('number of groups', 2, 12),
  weighting: choice('weighting', weighterNames),
  center: choice('centre', ['preset', ...centers]),
  scale: choice('scale', ['preset', ...scales]),
  compare: choice('train PPO beside it', ['yes', 'no']),
};

const fieldNames = Object.keys(fieldRules) as ExperimentField[];

/** The recipe of an environment, where there is one; CleanRL's otherwise. */
export function defaultExperiment(env = 'scaled-cartpoles'): Experiment {
  const preset = presetFor(env);
  const { rolloutSteps = 128, learningRate = 2.5e-4, clipRange = 0.2, epochs = 4, entropyCoefficient = 0.01, valueCoefficient = 0.5 } = preset?.options ?? {};
  return {
    env,
    seed: 1,
    totalSteps: preset?.totalSteps ?? 100_000,
    numEnvs: preset?.numEnvs ?? 8,
    rolloutSteps,
    learningRate: typeof learningRate === 'number' ? learningRate : learningRate.initial,
    decay: typeof learningRate === 'number' ? 'none' : 'linear',
    clipRange: typeof clipRange === 'number' ? clipRange : clipRange.initial,
    epochs,
    entropyCoefficient,
    valueCoefficient,
    remedy: 'none',
    preset: 'recommended',
    grouping: 'task',
    numGroups: 4,
    weighting: 'uniform',
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

/** The experiment with another value of one field; another environment brings its own recipe. */
export function withField(experiment: Experiment, field: ExperimentField, value: string | number): Experiment {
  if (field !== 'env') return { ...experiment, [field]: value };
  const { seed, remedy, preset, grouping, numGroups, weighting, center, scale, compare } = experiment;
  return { ...defaultExperiment(String(value)), seed, remedy, preset, grouping, numGroups, weighting, center, scale, compare };
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
  return { experiment: { ...defaultExperiment(given.env), ...given }, problems };
}

/** The shortest query that `experimentFromQuery` reads back as this experiment; empty for the default one. */
export function experimentToQuery(experiment: Experiment): string {
  const own = defaultExperiment(experiment.env);
  const parameters = new URLSearchParams();
  if (experiment.env !== defaultExperiment().env) parameters.set('env', experiment.env);
  for (const field of fieldNames) if (experiment[field] !== own[field]) parameters.set(field, String(experiment[field]));
  const query = parameters.toString();
  return query === '' ? '' : `?${query}`;
}
