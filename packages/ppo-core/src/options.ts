import { kernelChoices, type KernelChoice } from '@cohort-rl/kernels';
import type { AdvantageStage, ValueNormalizer } from '@cohort-rl/rollouts';
import { InvalidOptionError } from './errors.ts';
import { shownValue } from './shown-value.ts';
import { checkSchedule, type Schedule } from './schedules.ts';
import { tfjsBackendChoices, type TfjsBackendChoice } from './tfjs-library.ts';
import type { TfjsModel } from './tfjs-model.ts';

/** Everything that decides how an agent is built and trained. Defaults are those of CleanRL's `ppo.py`, learning rate constant. */
export interface PpoOptions {
  /** Seed of initial parameters, action noise and minibatches. Default 1. */
  readonly seed?: number | undefined;
  /** T, steps of each environment between updates; without autoreset the most, longer episodes being cut there. Default 128. */
  readonly rolloutSteps?: number | undefined;
  /**
   * Steps per gradient; the last minibatch of an epoch takes what is left. Where steps may lie outside episodes, as many minibatches of
   * equal size as that makes of the others. Default a quarter of the rollout.
   */
  readonly minibatchSize?: number | undefined;
  /** Passes over each rollout. Default 4. */
  readonly epochs?: number | undefined;
  /** Discount γ. Default 0.99. */
  readonly gamma?: number | undefined;
  /** λ of generalised advantage estimation. Default 0.95. */
  readonly gaeLambda?: number | undefined;
  /** Whether a step cut by a time limit is followed by the value of its final observation (true, default) or by 0, as in CleanRL. */
  readonly bootstrapTruncation?: boolean | undefined;
  /** Default 2.5e-4. */
  readonly learningRate?: Schedule | undefined;
  /** Of the ratio of probabilities, more than 0 where it begins. Default 0.2. */
  readonly clipRange?: Schedule | undefined;
  /** Largest move of a value; in units of the normalised targets where there is a `valueNormalizer`. Default null: the value loss is not clipped. */
  readonly valueClipRange?: Schedule | null | undefined;
  /** Default 0.01. */
  readonly entropyCoefficient?: number | undefined;
  /** Factor of ½ (V − R)². Default 0.5. */
  readonly valueCoefficient?: number | undefined;
  /** Whether step weights, where a stage has them, multiply the value loss too. Default false. */
  readonly weightValueLoss?: boolean | undefined;
  /** Largest norm of a gradient before it is scaled down; null: never. Default 0.5. */
  readonly maxGradNorm?: number | null | undefined;
  /** An update makes no further epoch once an epoch's mean divergence exceeds it. Default null: never. */
  readonly targetKl?: number | null | undefined;
  /** `minibatch` (default), `rollout` or `none`. Not together with `advantages`. */
  readonly advantageNormalization?: 'minibatch' | 'rollout' | 'none' | undefined;
  /** A stage of one's own instead: `groupRelative(…)` from `@cohort-rl/grpo`. */
  readonly advantages?: AdvantageStage | undefined;
  /** Normalises the critic's targets, one head per task: `popArt(…)` from `@cohort-rl/grpo-normalization`. Default null: raw targets. */
  readonly valueNormalizer?: ValueNormalizer | null | undefined;
  /**
   * Holds the policy to a reference policy: coefficient · k3 in the loss, weighted by step as the policy loss is, k3 = (q − 1) − log q with
   * q = reference p / p (Schulman 2020; Shao et al. 2024, equation 4). The reference is the policy at the start of training, or that of
   * `state`, the `state()` of an agent with the same network. Default null: none.
   */
  readonly reference?: ReferenceOptions | null | undefined;
  /** Units of each hidden layer. Default [64, 64]. */
  readonly hiddenSizes?: readonly number[] | undefined;
  /** Default `tanh`. */
  readonly activation?: 'tanh' | 'relu' | undefined;
  /** Default `separate`: actor and critic share no layer. */
  readonly trunk?: 'separate' | 'shared' | undefined;
  /** `fused` (default): our own kernels; `tfjs`: TensorFlow.js, for any architecture. */
  readonly engine?: 'fused' | 'tfjs' | undefined;
  /** What the engine `tfjs` computes on. Default `auto`: the first that answers of node-gpu, node, webgpu (in browsers), wasm, cpu. */
  readonly backend?: TfjsBackendChoice | undefined;
  /** A network of one's own in place of the one that `hiddenSizes`, `activation` and `trunk` describe; engine `tfjs` only. Default null. */
  readonly model?: TfjsModel | null | undefined;
  /** Build of the kernels. Default `auto`. */
  readonly kernels?: KernelChoice | undefined;
  /** Threads that share a minibatch's gradient, as far as it has shards and memory can be shared. Their number changes no bit. Default 1. */
  readonly threads?: number | undefined;
}

/** See `PpoOptions.reference`. */
interface ReferenceOptions {
  readonly coefficient: number;
  readonly state?: Uint8Array | undefined;
}

/** Options with every default filled in. */
export type ResolvedPpoOptions = { readonly [K in Exclude<keyof PpoOptions, 'advantages'>]-?: Exclude<PpoOptions[K], undefined> } & {
  readonly advantages: AdvantageStage | null;
};

const positiveInteger = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 1;
const unitInterval = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value <= 1;
const nonNegative = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value < Infinity;

function oneOf(...allowed: readonly string[]): [(value: unknown) => boolean, string] {
  return [(value) => allowed.includes(value as string), `one of ${allowed.join(', ')}`];
}

function isReference(value: unknown): boolean {
  const { coefficient, state } = value as Partial<ReferenceOptions>;
  return nonNegative(coefficient) && (state === undefined || state instanceof Uint8Array);
}

const isBoolean = (value: unknown): boolean => typeof value === 'boolean';

/** For each option: what is allowed, as a test and in words. */
const rules: { readonly [K in keyof ResolvedPpoOptions]: readonly [(value: unknown) => boolean, string] | 'schedule' | 'positive schedule' } = {
  seed: [(value) => Number.isSafeInteger(value) && (value as number) >= 0, 'an integer >= 0'],
  rolloutSteps: [positiveInteger, 'a positive integer'],
  minibatchSize: [positiveInteger, 'a positive integer'],
  epochs: [positiveInteger, 'a positive integer'],
  gamma: [unitInterval, 'a number from 0 to 1'],
  gaeLambda: [unitInterval, 'a number from 0 to 1'],
  bootstrapTruncation: [isBoolean, 'a boolean'],
  learningRate: 'schedule',
  // within nothing no ratio could move
  clipRange: 'positive schedule',
  valueClipRange: 'positive schedule',
  entropyCoefficient: [nonNegative, 'a finite number >= 0'],
  valueCoefficient: [nonNegative, 'a finite number >= 0'],
  weightValueLoss: [isBoolean, 'a boolean'],
  maxGradNorm: [(value) => value === null || (nonNegative(value) && value !== 0), 'null or a number > 0'],
  targetKl: [(value) => value === null || (nonNegative(value) && value !== 0), 'null or a number > 0'],
  advantageNormalization: oneOf('minibatch', 'rollout', 'none'),
  advantages: [(value) => value === null || typeof (value as AdvantageStage).compute === 'function', 'an advantage stage'],
  valueNormalizer: [(value) => value === null || typeof (value as ValueNormalizer).update === 'function', 'null or a value normaliser'],
  reference: [(value) => value === null || (typeof value === 'object' && isReference(value)), 'null or { coefficient, state? }, coefficient >= 0'],
  hiddenSizes: [(value) => Array.isArray(value) && Array.from<unknown>(value).every(positiveInteger), 'an array of positive integers'],
  activation: oneOf('tanh', 'relu'),
  trunk: oneOf('separate', 'shared'),
  engine: oneOf('fused', 'tfjs'),
  backend: oneOf(...tfjsBackendChoices),
  model: [(value) => value === null || typeof value === 'function', 'null or a function that makes a layers model'],
  kernels: oneOf(...kernelChoices),
  threads: [positiveInteger, 'a positive integer'],
};

/** @throws InvalidOptionError for a name that is not among the known ones. */
export function checkOptionNames(options: object, known: readonly string[]): void {
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) throw new InvalidOptionError(`unknown option: ${name}; expected one of ${known.join(', ')}`);
  }
}

/**
 * Fills in defaults and checks everything.
 * @throws InvalidOptionError for an unknown option or a value out of range, naming the value and what is allowed.
 */
export function resolveOptions(options: PpoOptions, numEnvs: number): ResolvedPpoOptions {
  checkOptionNames(options, Object.keys(rules));
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const rolloutSteps = options.rolloutSteps ?? 128;
  const resolved: ResolvedPpoOptions = {
    seed: 1,
    rolloutSteps,
    minibatchSize: Math.ceil((rolloutSteps * numEnvs) / 4),
    epochs: 4,
    gamma: 0.99,
    gaeLambda: 0.95,
    bootstrapTruncation: true,
    learningRate: 2.5e-4,
    clipRange: 0.2,
    valueClipRange: null,
    entropyCoefficient: 0.01,
    valueCoefficient: 0.5,
    weightValueLoss: false,
    maxGradNorm: 0.5,
    targetKl: null,
    advantageNormalization: options.advantages ? 'none' : 'minibatch',
    advantages: null,
    valueNormalizer: null,
    reference: null,
    hiddenSizes: [64, 64],
    activation: 'tanh',
    trunk: 'separate',
    engine: 'fused',
    backend: 'auto',
    model: null,
    kernels: 'auto',
    threads: 1,
    ...given,
  };
  for (const [name, rule] of Object.entries(rules)) {
    const value: unknown = resolved[name as keyof ResolvedPpoOptions];
    if (rule === 'schedule' || rule === 'positive schedule') {
      if (value !== null) checkSchedule(name, value as Schedule, { isPositive: rule === 'positive schedule' });
      else if (name !== 'valueClipRange') throw new InvalidOptionError(`invalid ${name}: null; expected a number or { initial, final }`);
    } else if (!rule[0](value)) {
      throw new InvalidOptionError(`invalid ${name}: ${shownValue(value)}; expected ${rule[1]}`);
    }
  }
  const rolloutSize = resolved.rolloutSteps * numEnvs;
  if (resolved.minibatchSize > rolloutSize) {
    throw new InvalidOptionError(
      `invalid minibatchSize: ${resolved.minibatchSize}; expected at most the rollout's ${rolloutSize} steps (${resolved.rolloutSteps} x ${numEnvs} envs)`,
    );
  }
  for (const [name, otherwise] of [['backend', 'auto'], ['model', null]] as const) {
    if (resolved.engine !== 'tfjs' && resolved[name] !== otherwise) {
      throw new InvalidOptionError(`invalid ${name}: given beside engine ${resolved.engine}; expected it with engine tfjs only`);
    }
  }
  if (resolved.advantages && resolved.advantageNormalization !== 'none') {
    throw new InvalidOptionError(
      `invalid advantageNormalization: ${resolved.advantageNormalization}; expected none beside an advantage stage, which normalises itself`,
    );
  }
  return resolved;
}
