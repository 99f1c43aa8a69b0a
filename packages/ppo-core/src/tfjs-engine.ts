import type { LayersModel, Scalar, Tensor } from '@tensorflow/tfjs';
import type { Engine, EngineBatch, EngineSpec, LossStatistics } from './engine.ts';
import { createDistribution } from './tfjs-distribution.ts';
import { initializeOrthogonal } from './tfjs-initialization.ts';
import { loadTensorFlow, type TfjsBackendChoice } from './tfjs-library.ts';
import { lossOfOutputs, type OutputGradients } from './tfjs-loss.ts';
import { createNetwork, type TfjsModel } from './tfjs-model.ts';
import { checkLength, createParameters, createVector, readTensor } from './tfjs-parameters.ts';

const beta1 = 0.9;
const beta2 = 0.999;
const epsilon = 1e-5;

/**
 * The engine over TensorFlow.js, which differentiates any layers model. The loss is computed here, from the network's outputs, and handed
 * back to TensorFlow.js as its gradient by them: a minibatch reads the outputs, an optimiser step one norm, and nothing else leaves the device.
 * @param createModel a model of one's own; null: the perceptron of `spec`, its parameters in the fused engine's order.
 * @param threads asked for: the backend has its own, so more than one is answered by a note.
 * @throws InvalidOptionError where the backend does not answer, or the model does not fit.
 */
export async function createTfjsEngine(spec: EngineSpec, backend: TfjsBackendChoice, createModel: TfjsModel | null, threads = 1): Promise<Engine> {
  const { tf, build, fallback } = await loadTensorFlow(backend);
  const { observationSize, numValueHeads, rolloutSize, minibatchSize, head } = spec;
  const numOutputs = head.kind === 'categorical' ? head.numActions : head.actionSize;
  const actionSize = head.kind === 'categorical' ? 1 : head.actionSize;

  const { model, weights } = createNetwork(tf, spec, createModel);
  const inputs = model.inputs;
  const policy = tf.model({ inputs, outputs: model.outputs[0]! });
  const critic = tf.model({ inputs, outputs: model.outputs[1]! });
  const logStd = head.kind === 'gaussian' ? createVector(tf, actionSize) : null;
  const parameters = createParameters(tf, logStd ? [...weights, { name: 'policy.logStandardDeviation', variable: logStd.variable }] : weights);
  const variables = weights.map(({ variable }) => variable);
  const allVariables = logStd ? [...variables, logStd.variable] : variables;
  const gradient = createVector(tf, parameters.count);
  const firstMoment = createVector(tf, parameters.count);
  const secondMoment = createVector(tf, parameters.count);
  let optimizerStep = 0;

  /** Beside the device's, brought up to date whenever that changes. */
  const hostLogStd = new Float32Array(logStd ? actionSize : 0);
  const distribution = createDistribution(head, hostLogStd);
  const batch = createBatch(spec, numOutputs, actionSize);
  const outputGradients: OutputGradients = {
    policy: new Float32Array(minibatchSize * numOutputs),
    values: new Float32Array(minibatchSize * numValueHeads),
    logStd: new Float64Array(hostLogStd.length),
  };

  const apply = (part: LayersModel, observations: Float32Array, rows: number): Tensor | Tensor[] =>
    part.apply(tf.tensor2d(observations, [rows, observationSize]), { training: false }) as Tensor | Tensor[];

  /** Outputs of the policy's or the critic's part of the model. */
  function outputsOf(part: LayersModel, observations: Float32Array, rows: number): Float32Array {
    const output = tf.tidy(() => apply(part, observations.subarray(0, rows * observationSize), rows) as Tensor);
    const numbers = output.dataSync<'float32'>();
    output.dispose();
    return numbers;
  }

  function writeParameters(flat: Float32Array): void {
    checkLength('parameters', flat.length, parameters.count);
    // TensorFlow.js keeps the array that it is given
    tf.tidy(() => parameters.assign(tf.tensor1d(flat.slice())));
    logStd?.read(hostLogStd);
  }

  function readParameters(): Float32Array {
    const flat = tf.tidy(() => parameters.flatten(allVariables));
    const numbers = readTensor(flat);
    flat.dispose();
    return numbers;
  }

  return {
    name: 'tfjs',
    build,
    notes: [...(fallback === null ? [] : [fallback]), ...(threads > 1 ? [`one thread in place of ${threads}: TensorFlow.js has its own`] : [])],
    threads: 1,
    parameterCount: parameters.count,
    layers: parameters.layers,
    batch,

    initialize(normal) {
      const flat = readParameters();
      initializeOrthogonal(parameters.layers, allVariables.map(({ rank }) => rank > 1), flat, normal);
      writeParameters(flat);
      for (const moment of [firstMoment, secondMoment]) moment.write(new Float32Array(parameters.count));
      optimizerStep = 0;
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
      const outputs = outputsOf(policy, observations, numRows);
      for (let row = 0; row < numRows; row++) {
        distribution.observe(outputs, row, actionMasks, row);
        distribution.draw(noise, actions, row);
        logProbabilities[row] = distribution.logProbability(actions, row);
      }
    },

    policyOutputs(observations, numRows, out) {
      checkRows('observations', observations.length, numRows, observationSize);
      checkRows('out', out.length, numRows, numOutputs);
      out.set(outputsOf(policy, observations, numRows));
    },

    values(observations, numRows, out, heads) {
      checkRows('observations', observations.length, numRows, observationSize);
      checkRows('out', out.length, numRows, 1);
      if (numValueHeads === 1 && heads) throw new RangeError('invalid heads: given; expected none with one value head');
      if (numValueHeads > 1) {
        if (!heads) throw new RangeError(`invalid heads: none; expected one a row with ${numValueHeads} value heads`);
        checkRows('heads', heads.length, numRows, 1);
        for (let row = 0; row < numRows; row++) checkHead(heads[row]!, numValueHeads, row);
      }
      const outputs = outputsOf(critic, observations, numRows);
      for (let row = 0; row < numRows; row++) out[row] = outputs[row * numValueHeads + (heads?.[row] ?? 0)]!;
    },

    minibatchGradient(indices, settings) {
      const rows = indices.length;
      if (rows < 1 || rows > minibatchSize) throw new RangeError(`invalid minibatch of ${rows} rows; expected 1 to ${minibatchSize}`);
      for (const index of indices) {
        if (index < 0 || index >= rolloutSize) throw new RangeError(`invalid row index: ${index}; expected 0 to ${rolloutSize - 1}`);
        if (batch.valueHeads) checkHead(batch.valueHeads[index]!, numValueHeads, index);
      }
      const observations = gatherRows(batch.observations, indices, observationSize);
      const out: OutputGradients = {
        policy: outputGradients.policy.subarray(0, rows * numOutputs),
        values: outputGradients.values.subarray(0, rows * numValueHeads),
        logStd: outputGradients.logStd,
      };
      const network = settings.valueCoefficient === null ? policy : model;
      let statistics: LossStatistics | undefined;
      tf.tidy(() => {
        // a function of the parameters whose gradient is the loss's: the outputs times the loss's gradient by them
        const { grads } = tf.variableGrads(() => {
          const [outputs, values = null] = [apply(network, observations, rows)].flat() as [Tensor, Tensor?];
          statistics = lossOfOutputs(batch, indices, distribution, outputs.dataSync<'float32'>(), values && values.dataSync<'float32'>(), settings, out);
          const byOutputs = tf.sum<Scalar>(tf.mul(outputs, tf.tensor2d(out.policy, [rows, numOutputs])));
          return values ? tf.add(byOutputs, tf.sum<Scalar>(tf.mul(values, tf.tensor2d(out.values, [rows, numValueHeads])))) : byOutputs;
        }, variables);
        const tensors = variables.map(({ name }) => grads[name] ?? null);
        gradient.variable.assign(parameters.flatten(logStd ? [...tensors, tf.tensor1d(Float32Array.from(out.logStd))] : tensors));
      });
      return statistics!;
    },

    applyGradient({ learningRate, maxGradNorm }) {
      const norm = tf.tidy(() => tf.sqrt(tf.sum(tf.square(gradient.variable))));
      const gradientNorm = norm.dataSync()[0]!;
      norm.dispose();
      if (!Number.isFinite(gradientNorm)) return { gradientNorm, isFinite: false };
      optimizerStep++;
      const rate = learningRate / (1 - beta1 ** optimizerStep);
      const correction = 1 / Math.sqrt(1 - beta2 ** optimizerStep);
      tf.tidy(() => {
        const g = tf.mul(gradient.variable, Math.min(1, maxGradNorm / (gradientNorm + 1e-6)));
        const m = tf.add(tf.mul(firstMoment.variable, beta1), tf.mul(g, 1 - beta1));
        const v = tf.add(tf.mul(secondMoment.variable, beta2), tf.mul(tf.square(g), 1 - beta2));
        firstMoment.variable.assign(m);
        secondMoment.variable.assign(v);
        const step = tf.div(tf.mul(m, rate), tf.add(tf.mul(tf.sqrt(v), correction), epsilon));
        parameters.assign(tf.sub(parameters.flatten(allVariables), step));
      });
      logStd?.read(hostLogStd);
      return { gradientNorm, isFinite: true };
    },

    readGradient: (out) => gradient.read(out),
    writeGradient(flat) {
      checkLength('gradient', flat.length, parameters.count);
      gradient.write(flat);
    },
    readParameters,
    writeParameters,
    readOptimizer: () => ({ step: optimizerStep, firstMoment: firstMoment.read(), secondMoment: secondMoment.read() }),
    writeOptimizer(state) {
      if (!Number.isInteger(state.step) || state.step < 0) throw new RangeError(`invalid step: ${state.step}; expected an integer of at least 0`);
      checkLength('firstMoment', state.firstMoment.length, parameters.count);
      checkLength('secondMoment', state.secondMoment.length, parameters.count);
      firstMoment.write(state.firstMoment);
      secondMoment.write(state.secondMoment);
      optimizerStep = state.step;
    },
    // it has no threads of ours
    close: () => undefined,
  };
}

function createBatch(spec: EngineSpec, numOutputs: number, actionSize: number): EngineBatch {
  const { rolloutSize: size, observationSize, numValueHeads, hasActionMasks, hasReference } = spec;
  return {
    observations: new Float32Array(size * observationSize),
    actions: new Float32Array(size * actionSize),
    logProbabilities: new Float32Array(size),
    values: new Float32Array(size),
    advantages: new Float32Array(size),
    returns: new Float32Array(size),
    stepWeights: new Float32Array(size).fill(1),
    actionMasks: hasActionMasks ? new Uint8Array(size * numOutputs).fill(1) : null,
    valueHeads: numValueHeads > 1 ? new Int32Array(size) : null,
    referenceLogProbabilities: hasReference ? new Float32Array(size) : null,
  };
}

function gatherRows(source: Float32Array, rows: Int32Array, width: number): Float32Array {
  const out = new Float32Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    const from = rows[i]! * width;
    for (let k = 0; k < width; k++) out[i * width + k] = source[from + k]!;
  }
  return out;
}

function checkRows(name: string, length: number, numRows: number, size: number): void {
  if (!Number.isInteger(numRows) || numRows < 0) throw new RangeError(`invalid numRows: ${numRows}; expected an integer of at least 0`);
  if (length < numRows * size) throw new RangeError(`invalid length of ${name}: ${length}; expected at least ${numRows * size}`);
}

function checkHead(value: number, numValueHeads: number, row: number): void {
  if (value < 0 || value >= numValueHeads) throw new RangeError(`invalid value head: ${value} in row ${row}; expected 0 to ${numValueHeads - 1}`);
}

function checkMasks(masks: Uint8Array, numRows: number, numActions: number): void {
  for (let row = 0; row < numRows; row++) {
    if (masks.subarray(row * numActions, (row + 1) * numActions).every((allowed) => allowed === 0)) {
      throw new RangeError(`invalid actionMasks: no action is allowed in row ${row}; expected at least one`);
    }
  }
}
