import { InvalidOptionError } from './errors.ts';
import type { PpoOptions } from './options.ts';
import { linear } from './schedules.ts';

/** A published or measured recipe. */
export interface Preset {
  /** Where the values come from. */
  readonly source: string;
  readonly env: string;
  readonly numEnvs: number;
  readonly totalSteps: number;
  readonly options: PpoOptions;
  /** Whether the source wraps the environments so: in `normalizeObservations(envs)`, `normalizeRewards(envs, { gamma })`. */
  readonly normalizeObservations?: boolean;
  readonly normalizeRewards?: boolean;
}

/** One recipe for all suites; the steps are those after which PPO has learned much of a suite, not all. */
function suitePreset(env: string, totalSteps: number): Preset {
  return {
    source: "ours: CleanRL's shape of an update with 16 environments and a learning rate ten times as large, decayed",
    env,
    numEnvs: 16,
    totalSteps,
    options: {
      rolloutSteps: 128,
      minibatchSize: 256,
      epochs: 4,
      gamma: 0.99,
      gaeLambda: 0.95,
      learningRate: linear(0.003),
      clipRange: 0.2,
      entropyCoefficient: 0.01,
      valueCoefficient: 1,
    },
  };
}

/** Recipes by name. Ours count the value loss as ½ (V − R)²; a source that has (V − R)² has its coefficient doubled. */
export const presets = {
  cartpole: {
    source: 'RL Baselines3 Zoo, hyperparams/ppo.yml, CartPole-v1',
    env: 'CartPole-v1',
    numEnvs: 8,
    totalSteps: 100_000,
    options: {
      rolloutSteps: 32,
      minibatchSize: 256,
      epochs: 20,
      gamma: 0.98,
      gaeLambda: 0.8,
      learningRate: linear(0.001),
      clipRange: linear(0.2),
      entropyCoefficient: 0,
      valueCoefficient: 1,
    },
  },
  'cartpole-fast': {
    source: 'ours: the fewest seconds to a policy that balances, on ten seeds of ten; large steps that decay to 0',
    env: 'CartPole-v1',
    numEnvs: 16,
    totalSteps: 40_000,
    options: {
      rolloutSteps: 64,
      minibatchSize: 256,
      epochs: 8,
      gamma: 0.98,
      gaeLambda: 0.9,
      learningRate: linear(0.005),
      clipRange: 0.2,
      entropyCoefficient: 0,
      valueCoefficient: 1,
    },
  },
  cleanrl: {
    source: "CleanRL, ppo.py's defaults",
    env: 'CartPole-v1',
    numEnvs: 4,
    totalSteps: 500_000,
    options: {
      rolloutSteps: 128,
      minibatchSize: 128,
      epochs: 4,
      gamma: 0.99,
      gaeLambda: 0.95,
      learningRate: linear(2.5e-4),
      clipRange: 0.2,
      valueClipRange: 0.2,
      entropyCoefficient: 0.01,
      valueCoefficient: 0.5,
      bootstrapTruncation: false,
    },
  },
  acrobot: {
    source: 'RL Baselines3 Zoo, hyperparams/ppo.yml, Acrobot-v1',
    env: 'Acrobot-v1',
    numEnvs: 16,
    totalSteps: 1_000_000,
    options: {
      rolloutSteps: 256,
      minibatchSize: 64,
      epochs: 4,
      gamma: 0.99,
      gaeLambda: 0.94,
      learningRate: 3e-4,
      clipRange: 0.2,
      entropyCoefficient: 0,
      valueCoefficient: 1,
    },
    normalizeObservations: true,
    normalizeRewards: true,
  },
  'mountain-car': {
    source: 'RL Baselines3 Zoo, hyperparams/ppo.yml, MountainCar-v0',
    env: 'MountainCar-v0',
    numEnvs: 16,
    totalSteps: 1_000_000,
    options: {
      rolloutSteps: 16,
      minibatchSize: 64,
      epochs: 4,
      gamma: 0.99,
      gaeLambda: 0.98,
      learningRate: 3e-4,
      clipRange: 0.2,
      entropyCoefficient: 0,
      valueCoefficient: 1,
    },
    normalizeObservations: true,
    normalizeRewards: true,
  },
  pendulum: {
    source: 'RL Baselines3 Zoo, hyperparams/ppo.yml, Pendulum-v1, without its state-dependent exploration',
    env: 'Pendulum-v1',
    numEnvs: 4,
    totalSteps: 100_000,
    options: {
      rolloutSteps: 1024,
      minibatchSize: 64,
      epochs: 10,
      gamma: 0.9,
      gaeLambda: 0.95,
      learningRate: 1e-3,
      clipRange: 0.2,
      entropyCoefficient: 0,
      valueCoefficient: 1,
    },
  },
  'scaled-cartpoles': suitePreset('scaled-cartpoles', 200_000),
  'mixed-horizons': suitePreset('mixed-horizons', 50_000),
  'cartpole-swingups': suitePreset('cartpole-swingups', 200_000),
  'gridworld-curriculum': suitePreset('gridworld-curriculum', 250_000),
  'classic-mix': suitePreset('classic-mix', 400_000),
} satisfies Record<string, Preset>;

/** @throws InvalidOptionError for an unknown name. */
export function findPreset(name: string): Preset {
  const found = (presets as Record<string, Preset>)[name];
  if (!found) throw new InvalidOptionError(`unknown preset: ${name}; expected one of ${Object.keys(presets).join(', ')}`);
  return found;
}

/** The preset made for an environment, the first in the table; undefined where there is none. */
export function presetFor(env: string): Preset | undefined {
  return Object.values(presets as Record<string, Preset>).find((preset) => preset.env === env);
}
