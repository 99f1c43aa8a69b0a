import type { Command } from 'commander';
import type { KernelChoice } from '@cohort-rl/kernels';
import type { PpoOptions, TfjsBackendChoice } from '@cohort-rl/ppo-core';
import { finite, integer, listOf, oneOf, orNone, positive, schedule } from './option-values.ts';

/** Flags that set an option of the agent; what is left out comes from the preset. */
export interface HyperparameterFlags {
  readonly rolloutSteps?: number;
  readonly minibatchSize?: number;
  readonly epochs?: number;
  readonly gamma?: number;
  readonly gaeLambda?: number;
  readonly learningRate?: PpoOptions['learningRate'];
  readonly clipRange?: PpoOptions['clipRange'];
  readonly valueClipRange?: PpoOptions['clipRange'] | 'none';
  readonly entropyCoefficient?: number;
  readonly valueCoefficient?: number;
  readonly maxGradNorm?: number;
  readonly targetKl?: number | 'none';
  readonly advantageNormalization?: PpoOptions['advantageNormalization'];
  readonly bootstrapTruncation?: boolean;
  readonly hidden?: readonly number[];
  readonly activation?: PpoOptions['activation'];
  readonly trunk?: PpoOptions['trunk'];
  readonly engine?: PpoOptions['engine'];
  readonly backend?: PpoOptions['backend'];
  readonly kernels?: PpoOptions['kernels'];
  readonly threads?: number;
}

/** Flags that wrap the environments. */
export interface WrapperFlags {
  readonly normalizeObservations?: boolean | undefined;
  readonly normalizeRewards?: boolean | undefined;
  readonly envTimeout?: number | undefined;
}

/** Flags that set an option of the group-relative stage. */
export interface GroupFlags {
  readonly grouping?: string | undefined;
  readonly numGroups?: number | undefined;
  readonly weighting?: string | undefined;
  readonly center?: string | undefined;
  readonly scale?: string | undefined;
}

// as in `kernelChoices` of kernels, which help need not load
const kernelChoices = [
  'auto', 'native', 'wasm', 'native-avx512', 'native-avx2', 'native-neon', 'wasm-simd128', 'wasm-relaxed',
] as const satisfies readonly KernelChoice[];

// as in `tfjsBackendChoices` of ppo-core
const backendChoices = ['auto', 'node-gpu', 'node', 'webgpu', 'wasm', 'cpu'] as const satisfies readonly TfjsBackendChoice[];

/** Hyperparameters of PPO. The values themselves are checked by the library. */
export function addHyperparameterFlags(command: Command): Command {
  const learning = 'constant X, or FROM:TO, linear over the run';
  return command
    .option('--kernels <build>', `build of the kernels: ${kernelChoices.join(', ')}`, oneOf('--kernels', kernelChoices))
    .option('--threads <n>', 'threads that share the gradient of a minibatch, as far as the build has them; they change no bit (default: 1)', integer('--threads', { min: 1 }))
    .option('--engine <name>', 'compute engine: fused (our kernels) or tfjs (TensorFlow.js)', oneOf('--engine', ['fused', 'tfjs']))
    .option('--backend <name>', `what tfjs computes on: ${backendChoices.join(', ')}`, oneOf('--backend', backendChoices))
    .option('--rollout-steps <n>', 'steps of each environment between updates', integer('--rollout-steps', { min: 1 }))
    .option('--minibatch-size <n>', 'steps per gradient', integer('--minibatch-size', { min: 1 }))
    .option('--epochs <n>', 'passes over each rollout', integer('--epochs', { min: 1 }))
    .option('--gamma <x>', 'discount', finite('--gamma'))
    .option('--gae-lambda <x>', 'lambda of generalised advantage estimation', finite('--gae-lambda'))
    .option('--learning-rate <x>', learning, schedule('--learning-rate'))
    .option('--clip-range <x>', learning, schedule('--clip-range', { isPositive: true }))
    .option('--value-clip-range <x>', 'none, X, or FROM:TO', orNone(schedule('--value-clip-range', { isPositive: true })))
    .option('--entropy-coefficient <x>', 'weight of the entropy bonus', finite('--entropy-coefficient'))
    .option('--value-coefficient <x>', 'weight of the value loss', finite('--value-coefficient'))
    .option('--max-grad-norm <x>', 'global norm that gradients are clipped to', finite('--max-grad-norm'))
    .option('--target-kl <x>', 'none, or the divergence that ends an update early', orNone(finite('--target-kl')))
    .option('--advantage-normalization <how>', 'minibatch, rollout or none (PPO)', oneOf('--advantage-normalization', ['minibatch', 'rollout', 'none']))
    .option('--no-bootstrap-truncation', 'count an episode cut by a time limit as ended')
    .option('--hidden <sizes>', 'units of the hidden layers, as 64,64', listOf('--hidden', integer('--hidden', { min: 1, expected: 'positive integers separated by commas, as 64,64' })))
    .option('--activation <name>', 'tanh or relu', oneOf('--activation', ['tanh', 'relu']))
    .option('--trunk <kind>', 'separate or shared layers of actor and critic', oneOf('--trunk', ['separate', 'shared']));
}

/** The options of the agent that the flags give. */
export function hyperparameters(flags: HyperparameterFlags): PpoOptions {
  const given: PpoOptions = {
    engine: flags.engine,
    backend: flags.backend,
    kernels: flags.kernels,
    threads: flags.threads,
    rolloutSteps: flags.rolloutSteps,
    minibatchSize: flags.minibatchSize,
    epochs: flags.epochs,
    gamma: flags.gamma,
    gaeLambda: flags.gaeLambda,
    learningRate: flags.learningRate,
    clipRange: flags.clipRange,
    valueClipRange: flags.valueClipRange === 'none' ? null : flags.valueClipRange,
    entropyCoefficient: flags.entropyCoefficient,
    valueCoefficient: flags.valueCoefficient,
    maxGradNorm: flags.maxGradNorm,
    targetKl: flags.targetKl === 'none' ? null : flags.targetKl,
    advantageNormalization: flags.advantageNormalization,
    // commander sets a `--no-…` flag to true where it is not given: then the preset decides
    bootstrapTruncation: flags.bootstrapTruncation === false ? false : undefined,
    hiddenSizes: flags.hidden,
    activation: flags.activation,
    trunk: flags.trunk,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

export const evalEpisodeStepsText = "steps after which an episode of an evaluation is truncated, where the environment's limit does not come first (default: 10,000 where it has none)";

export function addWrapperFlags(command: Command): Command {
  return command
    .option('--normalize-observations', 'observations less their running mean, over their running deviation; evaluations use the same statistics')
    .option('--no-normalize-observations', 'as they are, whatever the preset says')
    .option('--normalize-rewards', "rewards over the running deviation of the return, one for all tasks (+reward-norm: one a task); records and evaluations keep the environment's own")
    .option('--no-normalize-rewards', 'as they are, whatever the preset says')
    .option('--env-timeout <seconds>', 'time that a step of an environment of your own may take (default: any)', positive('--env-timeout'));
}

export function addGroupFlags(command: Command): Command {
  return command
    .option('--grouping <name>', 'how trajectories are grouped (GRPO), such as task; an unknown name lists the known ones')
    .option('--num-groups <n>', 'number of groups (GRPO)', integer('--num-groups', { min: 1 }))
    .option('--weighting <name>', 'how groups are weighted (GRPO), such as balanced; an unknown name lists the known ones')
    .option('--center <how>', 'what advantages are centred by (GRPO), such as group; an unknown name lists the known ones')
    .option('--scale <how>', 'what advantages are scaled by (GRPO), such as group; an unknown name lists the known ones');
}
