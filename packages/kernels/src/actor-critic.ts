import { argumentsOf } from './arguments.ts';
import { initializeOrthogonal, type Gains } from './initialization.ts';
import { computeLayout, paddedPlaces, shardCount } from './layout.ts';
import type { KernelBuild, KernelLibrary } from './library.ts';
import { planBytes, planDoubles, planWords } from './plan.ts';
import { checkSpec, type ActorCriticSpec } from './spec.ts';

/** The rollout, as views on the engine's memory (shared, where threads work on it) that the caller fills. M = `rolloutSize`. */
export interface RolloutMemory {
  /** `[M, observationSize]` */
  readonly observations: Float32Array;
  /** `[M, actionSize]`; `[M]` action indices for a categorical head. */
  readonly actions: Float32Array;
  /** `[M]`, under the policy that acted. */
  readonly logProbabilities: Float32Array;
  /** `[M]`, the critic's estimates at the time; read when values are clipped. */
  readonly values: Float32Array;
  /** `[M]` */
  readonly advantages: Float32Array;
  /** `[M]`, targets of the critic. */
  readonly returns: Float32Array;
  /** `[M]`, factor of each step's policy loss; 1 at first. */
  readonly stepWeights: Float32Array;
  /** `[M, numActions]`, 0 where an action is not allowed, 1 at first; null without masks. */
  readonly actionMasks: Uint8Array | null;
  /** `[M]`, whose output of the critic is a row's value: 0 to numValueHeads - 1, 0 at first; null with one head. */
  readonly valueHeads: Int32Array | null;
  /** `[M]`, of the actions under a reference policy; null without one. */
  readonly referenceLogProbabilities: Float32Array | null;
}

/**
 * Coefficients of the PPO loss (Schulman et al. 2017, eq. 9): policy + valueCoefficient value - entropyCoefficient entropy, and
 * + referenceCoefficient divergence from the reference policy, where there is one.
 */
export interface LossSettings {
  /** c of the clipped surrogate: half the width of the interval around 1 outside which the probability ratio is clipped. */
  readonly clipRange: number;
  /** How far values may move from their old estimates; null: any distance. */
  readonly valueClipRange: number | null;
  readonly entropyCoefficient: number;
  /**
   * null: without a critic. What it has to itself (its network, or its head on a shared trunk) is left out of the loss: `valueLoss` is 0,
   * and so is the gradient by its parameters, as with 0 for a coefficient; a network of its own is not computed, which is half the work.
   */
  readonly valueCoefficient: number | null;
  /** Whether the minibatch's advantages are brought to mean 0 and (sample) standard deviation 1. */
  readonly normalizeAdvantages: boolean;
  /** Whether step weights apply to the value loss too; false by default. */
  readonly weightValueLoss?: boolean;
  /** Factor of the divergence from the reference policy, where there is one; 0 by default. */
  readonly referenceCoefficient?: number;
}

/** Means over the minibatch. */
export interface LossStatistics {
  /** policyLoss + valueCoefficient valueLoss - entropyCoefficient entropy + referenceCoefficient referenceKl; a coefficient of null counts as 0. */
  loss: number;
  policyLoss: number;
  /** Half the squared error (clipped where asked for); 0 without a critic. */
  valueLoss: number;
  /** In nats. */
  entropy: number;
  /** Schulman's estimate of KL(old || new): mean of (r - 1) - log r. */
  approxKl: number;
  /** Share of rows with |r - 1| > clipRange. */
  clipFraction: number;
  /**
   * Schulman's estimate of KL(new || reference) in Shao et al. 2024, equation 4, weighted by step: mean of w ((q - 1) - log q) with
   * q = reference p / p; 0 without a reference policy.
   */
  referenceKl: number;
}

/** Adam with PyTorch's conventions; betas 0.9 and 0.999 and epsilon 1e-5 by default. */
export interface OptimizerSettings {
  readonly learningRate: number;
  /** The gradient's Euclidean norm is brought down to this. */
  readonly maxGradNorm: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
}

export interface GradientStep {
  /** Before clipping. */
  gradientNorm: number;
  /** False: the gradient had NaN or infinity, and nothing was changed. */
  isFinite: boolean;
}

/** Adam's state; moments in the order of the parameters. */
export interface OptimizerState {
  readonly step: number;
  readonly firstMoment: Float32Array;
  readonly secondMoment: Float32Array;
}

/** A matrix within the logical parameter vector: row-major `[rows x columns]` from `offset` on; weights are `[inputs x outputs]`. */
export interface ParameterLayer {
  readonly name: string;
  readonly offset: number;
  readonly rows: number;
  readonly columns: number;
}

/**
 * A policy and a value function with their optimiser, in one block of memory.
 *
 * The logical parameter vector is the same for every build: layer after layer, weights `[inputs x outputs]` row-major, then biases; the
 * policy network before the value network, or the trunk, the policy's head and the value's head; a Gaussian's log standard deviations last.
 *
 * Methods that take arrays of another length than their sizes ask for, or a value head out of range, throw a RangeError. A row's
 * results do not depend, in any bit, on the rows around it.
 */
export interface ActorCritic {
  readonly build: KernelBuild;
  /** Length of the logical parameter vector. */
  readonly parameterCount: number;
  /** Threads that share the gradient of a minibatch: no more than asked for. */
  readonly threads: number;
  /** Where something else came than was asked for, and why: a build that is not native, one thread in place of several. */
  readonly notes: readonly string[];
  readonly memoryBytes: number;
  readonly batch: RolloutMemory;
  readonly layers: readonly ParameterLayer[];
  /** Orthogonal weights from standard normals, zero biases and log standard deviations; a new optimiser. Gains: sqrt(2), 0.01, 1. */
  initialize(normal: () => number, gains?: Gains): void;
  /**
   * Draws an action for each of `numRows` rows and its log-probability.
   * @param noise uniforms in [0, 1) `[n]` (categorical) or standard normals `[n, actionSize]` (Gaussian); null: the most probable action.
   * @param actionMasks `[n, numActions]`, 0 where an action is not allowed; each row needs one that is.
   * @throws RangeError naming the first row whose actions are all masked.
   */
  act(
    observations: Float32Array, numRows: number, noise: Float32Array | null, actions: Float32Array, logProbabilities: Float32Array,
    actionMasks?: Uint8Array | null,
  ): void;
  /** Logits `[n, numActions]`, or means `[n, actionSize]`. */
  policyOutputs(observations: Float32Array, numRows: number, out: Float32Array): void;
  /**
   * The critic's estimates `[n]`.
   * @param heads `[n]`, whose output is a row's value: needed with several value heads, refused with one.
   */
  values(observations: Float32Array, numRows: number, out: Float32Array, heads?: Int32Array): void;
  /**
   * Gradient of the PPO loss over the rows of `batch` that `indices` names. A row's value loss is that of its own head in
   * `batch.valueHeads`. The returned object is reused.
   * @throws Error where one of the threads failed: then, and at every later call.
   */
  minibatchGradient(indices: Int32Array, settings: LossSettings): LossStatistics;
  /** Clips the gradient and takes a step of Adam. The returned object is reused. */
  applyGradient(settings: OptimizerSettings): GradientStep;
  readGradient(out?: Float32Array): Float32Array;
  writeGradient(flat: Float32Array): void;
  readParameters(out?: Float32Array): Float32Array;
  writeParameters(flat: Float32Array): void;
  readOptimizer(): OptimizerState;
  writeOptimizer(state: OptimizerState): void;
  /** Ends the threads, where there are some; everything goes on in the calling thread alone. They end too when nothing refers to this any more. */
  close(): void;
}

/**
 * An actor-critic with all its parameters 0, in memory of its own that never grows.
 * @throws RangeError when a size is not a positive integer or the sizes need too much memory.
 */
export function createActorCritic(library: KernelLibrary, spec: ActorCriticSpec): ActorCritic {
  checkSpec(spec);
  const { observationSize, rolloutSize, minibatchSize } = spec;
  const layout = computeLayout(spec, library);
  const { buffer, base, kernels, close } = library.allocate(layout.bytes, layout.threads);
  const { plan, planValues, parameterCount, paddedCount, numOutputs, actionSize, numValueHeads, buffers, threads } = layout;

  const doubles = new Float64Array(buffer, plan, planBytes / 8);
  const words = new Int32Array(buffer, plan, planBytes / 4);
  const floatWords = new Float32Array(buffer, plan, planBytes / 4);
  for (const [name, value] of Object.entries(planValues)) words[planWords[name as keyof typeof planValues]] = value;
  for (const table of layout.layerTables) new Int32Array(buffer, table.at).set(table.words);

  const floats = (at: number | undefined, length: number): Float32Array => new Float32Array(buffer, at, length);
  const batch: RolloutMemory = {
    observations: floats(planValues.observations, rolloutSize * observationSize),
    actions: floats(planValues.actions, rolloutSize * actionSize),
    logProbabilities: floats(planValues.logProbabilities, rolloutSize),
    values: floats(planValues.values, rolloutSize),
    advantages: floats(planValues.advantages, rolloutSize),
    returns: floats(planValues.returns, rolloutSize),
    stepWeights: floats(planValues.stepWeights, rolloutSize).fill(1),
    actionMasks: spec.hasActionMasks ? new Uint8Array(buffer, planValues.actionMasks, rolloutSize * numOutputs).fill(1) : null,
    valueHeads: numValueHeads > 1 ? new Int32Array(buffer, planValues.valueHeads, rolloutSize) : null,
    referenceLogProbabilities: spec.hasReference ? floats(planValues.referenceLogProbabilities, rolloutSize) : null,
  };
  const { valueHeads } = batch;
  const minibatch = new Int32Array(buffer, planValues.indices, minibatchSize);

  const places = paddedPlaces(layout.blocks, parameterCount, library.tileColumns);
  const parameters = floats(planValues.parameters, paddedCount);
  const gradient = floats(planValues.gradient, paddedCount);
  const firstMoment = floats(planValues.firstMoment, paddedCount);
  const secondMoment = floats(planValues.secondMoment, paddedCount);
  const read = (padded: Float32Array, out: Float32Array = new Float32Array(parameterCount)): Float32Array => {
    checkLength('out', out.length, parameterCount);
    for (let i = 0; i < parameterCount; i++) out[i] = padded[places[i]!]!;
    return out;
  };
  const write = (name: string, padded: Float32Array, flat: Float32Array): void => {
    checkLength(name, flat.length, parameterCount);
    for (let i = 0; i < parameterCount; i++) padded[places[i]!] = flat[i]!;
  };

  const { place, placeResult, takeResult, chunkOf } = argumentsOf(buffer, layout.actRows);
  const statistics: LossStatistics = { loss: 0, policyLoss: 0, valueLoss: 0, entropy: 0, approxKl: 0, clipFraction: 0, referenceKl: 0 };
  const gradientStep: GradientStep = { gradientNorm: 0, isFinite: true };

  return {
    build: library.build,
    parameterCount,
    threads,
    notes: notesOn(library, spec),
    memoryBytes: buffer.byteLength,
    batch,
    layers: layout.blocks.map(({ name, offset, rows, columns }) => ({ name, offset, rows, columns })),

    initialize(normal, gains) {
      write('parameters', parameters, initializeOrthogonal(layout, gains, normal, buffer, base, kernels));
      words[planWords.transposedIsStale] = 1;
      words[planWords.optimizerStep] = 0;
      firstMoment.fill(0);
      secondMoment.fill(0);
    },

    act(observations, numRows, noise, actions, logProbabilities, actionMasks = null) {
      checkRows('observations', observations.length, numRows, observationSize);
      if (noise) checkRows('noise', noise.length, numRows, actionSize);
      checkRows('actions', actions.length, numRows, actionSize);
      checkRows('logProbabilities', logProbabilities.length, numRows, 1);
      if (actionMasks) {
        checkRows('actionMasks', actionMasks.length, numRows, numOutputs);
        checkMasks(actionMasks, numRows, numOutputs);
      }
      const chunk = chunkOf(numRows, observations, noise, actions, logProbabilities, actionMasks);
      for (let row = 0; row < numRows; row += chunk) {
        const rows = Math.min(chunk, numRows - row);
        kernels.act(
          base,
          plan,
          rows,
          place(observations, row, rows, observationSize, buffers.observations),
          noise ? place(noise, row, rows, actionSize, buffers.noise) : 0,
          actionMasks ? place(actionMasks, row, rows, numOutputs, buffers.masks) : 0,
          placeResult(actions, row, actionSize, buffers.actions),
          placeResult(logProbabilities, row, 1, buffers.scalars),
        );
        takeResult(actions, row, rows, actionSize, buffers.actions);
        takeResult(logProbabilities, row, rows, 1, buffers.scalars);
      }
    },

    policyOutputs(observations, numRows, out) {
      checkRows('observations', observations.length, numRows, observationSize);
      checkRows('out', out.length, numRows, numOutputs);
      const chunk = chunkOf(numRows, observations, out);
      for (let row = 0; row < numRows; row += chunk) {
        const rows = Math.min(chunk, numRows - row);
        const from = place(observations, row, rows, observationSize, buffers.observations);
        kernels.policy_outputs(base, plan, rows, from, placeResult(out, row, numOutputs, buffers.outputs));
        takeResult(out, row, rows, numOutputs, buffers.outputs);
      }
    },

    values(observations, numRows, out, heads) {
      checkRows('observations', observations.length, numRows, observationSize);
      checkRows('out', out.length, numRows, 1);
      if (valueHeads === null && heads) throw new RangeError('invalid heads: given; expected none with one value head');
      if (valueHeads !== null) {
        if (!heads) throw new RangeError(`invalid heads: none; expected one a row with ${numValueHeads} value heads`);
        checkRows('heads', heads.length, numRows, 1);
        for (let i = 0; i < numRows; i++) checkHead(heads[i]!, numValueHeads, i);
      }
      const chunk = chunkOf(numRows, observations, out, heads ?? null);
      for (let row = 0; row < numRows; row += chunk) {
        const rows = Math.min(chunk, numRows - row);
        const from = place(observations, row, rows, observationSize, buffers.observations);
        const fromHeads = heads ? place(heads, row, rows, 1, buffers.heads) : 0;
        kernels.state_values(base, plan, rows, from, fromHeads, placeResult(out, row, 1, buffers.scalars));
        takeResult(out, row, rows, 1, buffers.scalars);
      }
    },

    minibatchGradient(indices, settings) {
      const count = indices.length;
      if (count < 1 || count > minibatchSize) throw new RangeError(`invalid minibatch of ${count} rows; expected 1 to ${minibatchSize}`);
      for (let i = 0; i < count; i++) {
        const index = indices[i]!;
        if (index < 0 || index >= rolloutSize) throw new RangeError(`invalid row index: ${index}; expected 0 to ${rolloutSize - 1}`);
        if (valueHeads !== null) checkHead(valueHeads[index]!, numValueHeads, index);
        minibatch[i] = index;
      }
      const { clipRange, valueClipRange, entropyCoefficient, valueCoefficient, normalizeAdvantages, weightValueLoss = false, referenceCoefficient = 0 } = settings;
      floatWords[planWords.clipRange] = clipRange;
      floatWords[planWords.valueClipRange] = valueClipRange ?? -1;
      floatWords[planWords.entropyCoefficient] = entropyCoefficient;
      floatWords[planWords.valueCoefficient] = valueCoefficient ?? 0;
      words[planWords.hasCritic] = valueCoefficient === null ? 0 : 1;
      floatWords[planWords.referenceCoefficient] = referenceCoefficient;
      words[planWords.normalizeAdvantages] = normalizeAdvantages ? 1 : 0;
      words[planWords.weightValueLoss] = weightValueLoss ? 1 : 0;
      words[planWords.count] = count;
      words[planWords.numShards] = shardCount(count);
      if (threads > 1) kernels.minibatch_gradient_threads!(base, plan, threads);
      else kernels.minibatch_gradient(base, plan);
      statistics.policyLoss = doubles[planDoubles.policyLoss]!;
      statistics.valueLoss = doubles[planDoubles.valueLoss]!;
      statistics.entropy = doubles[planDoubles.entropy]!;
      statistics.approxKl = doubles[planDoubles.approxKl]!;
      statistics.clipFraction = doubles[planDoubles.clipFraction]!;
      statistics.referenceKl = doubles[planDoubles.referenceKl]!;
      statistics.loss = statistics.policyLoss + (valueCoefficient ?? 0) * statistics.valueLoss - entropyCoefficient * statistics.entropy;
      if (spec.hasReference) statistics.loss += referenceCoefficient * statistics.referenceKl;
      return statistics;
    },

    applyGradient({ learningRate, maxGradNorm, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-5 }) {
      doubles[planDoubles.learningRate] = learningRate;
      doubles[planDoubles.maxGradientNorm] = maxGradNorm;
      doubles[planDoubles.beta1] = beta1;
      doubles[planDoubles.beta2] = beta2;
      doubles[planDoubles.epsilon] = epsilon;
      gradientStep.isFinite = kernels.apply_gradient(base, plan) !== 0;
      gradientStep.gradientNorm = doubles[planDoubles.gradientNorm]!;
      return gradientStep;
    },

    readGradient: (out) => read(gradient, out),
    writeGradient: (flat) => write('gradient', gradient, flat),
    readParameters: (out) => read(parameters, out),
    writeParameters(flat) {
      write('parameters', parameters, flat);
      words[planWords.transposedIsStale] = 1;
    },
    readOptimizer: () => ({
      step: words[planWords.optimizerStep]!,
      firstMoment: read(firstMoment),
      secondMoment: read(secondMoment),
    }),
    writeOptimizer(state) {
      if (!Number.isInteger(state.step) || state.step < 0) throw new RangeError(`invalid step: ${state.step}; expected an integer of at least 0`);
      write('firstMoment', firstMoment, state.firstMoment);
      write('secondMoment', secondMoment, state.secondMoment);
      words[planWords.optimizerStep] = state.step;
    },
    close,
  };
}

function notesOn({ build, fallback, noThreads }: KernelLibrary, { threads = 1 }: ActorCriticSpec): string[] {
  const notes: string[] = [];
  if (fallback !== null) notes.push(`kernels ${build}: ${fallback}`);
  if (threads > 1 && noThreads !== null) notes.push(`one thread in place of ${threads}: ${noThreads}`);
  return notes;
}

function checkLength(name: string, length: number, expected: number): void {
  if (length !== expected) throw new RangeError(`invalid length of ${name}: ${length}; expected ${expected}`);
}

function checkRows(name: string, length: number, numRows: number, size: number): void {
  if (!Number.isInteger(numRows) || numRows < 0) throw new RangeError(`invalid numRows: ${numRows}; expected an integer of at least 0`);
  if (length < numRows * size) throw new RangeError(`invalid length of ${name}: ${length}; expected at least ${numRows * size}`);
}

function checkHead(head: number, numValueHeads: number, row: number): void {
  if (head < 0 || head >= numValueHeads) {
    throw new RangeError(`invalid value head: ${head} in row ${row}; expected 0 to ${numValueHeads - 1}`);
  }
}

function checkMasks(masks: Uint8Array, numRows: number, numActions: number): void {
  for (let row = 0, at = 0; row < numRows; row++) {
    const end = at + numActions;
    while (at < end && masks[at] === 0) at++;
    if (at === end) throw new RangeError(`invalid actionMasks: no action is allowed in row ${row}; expected at least one`);
    at = end;
  }
}
