import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Generator } from '@cohort-rl/envs';
// eslint-disable-next-line no-restricted-imports -- the kernels' float64 oracle is for tests and not exported
import { referenceLoss } from '../../kernels/src/reference/ppo-loss.ts';
import type { Engine, EngineSpec, LossSettings } from './engine.ts';
import { createFusedEngine } from './fused-engine.ts';
import { createTfjsEngine } from './tfjs-engine.ts';
import { loadTensorFlow, type TensorFlow, type TfjsBackendChoice } from './tfjs-library.ts';

const rolloutSize = 60;

/** TensorFlow's own library beside plain JavaScript, where it is installed. */
const backends: TfjsBackendChoice[] = await loadTensorFlow('node').then(() => ['cpu', 'node'], () => ['cpu']);
let backend: TfjsBackendChoice;
let tf: TensorFlow;

const specs: fc.Arbitrary<EngineSpec> = fc.record({
  observationSize: fc.integer({ min: 1, max: 7 }),
  hiddenSizes: fc.array(fc.integer({ min: 1, max: 11 }), { maxLength: 3 }),
  activation: fc.constantFrom('tanh', 'relu'),
  trunk: fc.constantFrom('separate', 'shared'),
  head: fc.oneof(
    fc.record({ kind: fc.constant('categorical' as const), numActions: fc.integer({ min: 1, max: 6 }) }),
    fc.record({ kind: fc.constant('gaussian' as const), actionSize: fc.integer({ min: 1, max: 4 }) }),
  ),
  numValueHeads: fc.oneof(fc.constant(1), fc.integer({ min: 2, max: 4 })),
  rolloutSize: fc.constant(rolloutSize),
  minibatchSize: fc.constant(rolloutSize),
}).chain((spec) =>
  fc.tuple(fc.boolean(), fc.boolean()).map(([masks, hasReference]) => ({ ...spec, hasActionMasks: masks && spec.head.kind === 'categorical', hasReference })),
);

const settings: fc.Arbitrary<LossSettings> = fc.record({
  clipRange: fc.constantFrom(0.1, 0.2, 0.3),
  valueClipRange: fc.constantFrom(null, 0.1, 0.5),
  entropyCoefficient: fc.constantFrom(0, 0.01, 0.5),
  valueCoefficient: fc.constantFrom(null, 0, 0.5, 1),
  normalizeAdvantages: fc.boolean(),
  weightValueLoss: fc.boolean(),
  referenceCoefficient: fc.constantFrom(0, 0.04, 1),
});

const plain: EngineSpec = {
  observationSize: 5, hiddenSizes: [9, 7], activation: 'tanh', trunk: 'separate', head: { kind: 'categorical', numActions: 3 },
  rolloutSize, minibatchSize: rolloutSize, hasActionMasks: false, numValueHeads: 1,
};
const plainLoss: LossSettings = {
  clipRange: 0.2, valueClipRange: null, entropyCoefficient: 0.01, valueCoefficient: 0.5, normalizeAdvantages: true, weightValueLoss: false,
};

async function both(spec: EngineSpec): Promise<[tfjs: Engine, fused: Engine]> {
  return [await createTfjsEngine(spec, backend, null), await createFusedEngine(spec, 'wasm-simd128')];
}

/** The same random parameters and rollout for all engines, with probability ratios on both sides of the clip range. */
function fill(engines: readonly Engine[], spec: EngineSpec, seed: number): void {
  const generator = new Generator(seed);
  const normal = (): number => generator.standardNormal();
  const [first] = engines as [Engine];
  const parameters = first.readParameters();
  for (const { name, offset, rows, columns } of first.layers) {
    const scale = name.endsWith('weight') ? 1.2 / Math.sqrt(rows) : 0.3;
    for (let i = offset; i < offset + rows * columns; i++) parameters[i] = scale * normal();
  }
  const { batch } = first;
  for (const field of ['observations', 'values', 'advantages', 'returns'] as const) batch[field].set(batch[field].map(normal));
  batch.stepWeights.set(batch.stepWeights.map(() => 2 * generator.random()));
  const { actionMasks, valueHeads } = batch;
  if (actionMasks) {
    const n = actionMasks.length / rolloutSize;
    for (let row = 0; row < rolloutSize; row++) {
      const kept = Math.floor(generator.random() * n);
      for (let a = 0; a < n; a++) actionMasks[row * n + a] = a === kept || generator.random() < 0.5 ? 1 : 0;
    }
  }
  valueHeads?.set(valueHeads.map(() => Math.floor(generator.random() * spec.numValueHeads)));
  first.writeParameters(parameters);
  const noise = batch.actions.map(spec.head.kind === 'gaussian' ? normal : () => generator.random());
  first.act(batch.observations, rolloutSize, noise, batch.actions, batch.logProbabilities, actionMasks);
  batch.referenceLogProbabilities?.set(batch.logProbabilities.map((value) => value + 0.3 * normal()));
  batch.logProbabilities.set(batch.logProbabilities.map((value) => value + 0.3 * normal()));
  for (const other of engines.slice(1)) {
    other.writeParameters(parameters);
    for (const [field, array] of Object.entries(batch)) (other.batch[field as keyof typeof batch] as Float32Array | null)?.set(array as Float32Array);
  }
}

/** |a − b| / |b| */
function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let difference = 0;
  let norm = 0;
  for (let i = 0; i < b.length; i++) {
    difference += (a[i]! - b[i]!) ** 2;
    norm += b[i]! ** 2;
  }
  return difference === 0 ? 0 : Math.sqrt(difference / norm);
}

const rowsOf = (count: number, seed: number): Int32Array => {
  const generator = new Generator(seed);
  return Int32Array.from({ length: count }, () => Math.floor(generator.random() * rolloutSize));
};

describe.each(backends)('on %s', (name) => {
  beforeAll(async () => {
    backend = name;
    ({ tf } = await loadTensorFlow(backend));
  });

  describe('beside the fused engine', () => {
    test('statistics and gradient are those of the float64 reference, and of the fused engine', async () => {
      await fc.assert(
        fc.asyncProperty(specs, settings, fc.integer({ min: 1, max: rolloutSize }), fc.nat(), async (spec, loss, count, seed) => {
          const [tfjs, fused] = await both(spec);
          expect(tfjs.layers).toEqual(fused.layers);
          fill([tfjs, fused], spec, seed);
          const indices = rowsOf(count, seed);
          const reference = referenceLoss(spec, tfjs.layers, Float64Array.from(tfjs.readParameters()), tfjs.batch, indices, loss);
          const statistics = tfjs.minibatchGradient(indices, loss);
          for (const other of [reference.statistics, fused.minibatchGradient(indices, loss)]) {
            for (const [name, expected] of Object.entries(other)) {
              expect(Math.abs(statistics[name as keyof typeof statistics] - expected)).toBeLessThan(1e-5 * (1 + Math.abs(expected)));
            }
          }
          expect(distance(tfjs.readGradient(), reference.gradient)).toBeLessThan(1e-5);
          expect(distance(tfjs.readGradient(), fused.readGradient())).toBeLessThan(1e-5);
        }),
        { numRuns: 60 },
      );
    });

    test('actions and values are the same from the same noise', async () => {
      await fc.assert(
        fc.asyncProperty(specs, fc.boolean(), fc.nat(), async (spec, isDeterministic, seed) => {
          const engines = await both(spec);
          fill(engines, spec, seed);
          const generator = new Generator(seed);
          const isGaussian = spec.head.kind === 'gaussian';
          const noise = engines[0].batch.actions.map(() => (isGaussian ? generator.standardNormal() : generator.random()));
          const [a, b] = engines.map((engine) => {
            const { observations, actions, logProbabilities, values, actionMasks, valueHeads } = engine.batch;
            engine.act(observations, rolloutSize, isDeterministic ? null : noise, actions, logProbabilities, actionMasks);
            engine.values(observations, rolloutSize, values, valueHeads ?? undefined);
            const outputs = new Float32Array(rolloutSize * (isGaussian ? actions.length / rolloutSize : engine.layers.find(({ name }) => name === 'policy.output.bias')!.columns));
            engine.policyOutputs(observations, rolloutSize, outputs);
            return [actions, logProbabilities, values, outputs];
          });
          a!.forEach((numbers, k) => {
            numbers.forEach((value, i) => expect(Math.abs(value - b![k]![i]!)).toBeLessThan(2e-5 * (1 + Math.abs(value))));
          });
        }),
        { numRuns: 30 },
      );
    });

    test('the same seed starts from the same parameters', async () => {
      for (const trunk of ['separate', 'shared'] as const) {
        const [a, b] = (await both({ ...plain, trunk, numValueHeads: 12 })).map((engine) => {
          const generator = new Generator(7);
          engine.initialize(() => generator.standardNormal());
          return engine.readParameters();
        }) as [Float32Array, Float32Array];
        expect(a.some((value) => value !== 0)).toBe(true);
        a.forEach((value, i) => expect(Math.abs(value - b[i]!)).toBeLessThan(2e-7));
      }
    });

    test.each([0.05, Infinity])('Adam goes the same way with gradients clipped to %d', async (maxGradNorm) => {
      const engines = await both({ ...plain, head: { kind: 'gaussian', actionSize: 2 } });
      fill(engines, plain, 5);
      for (let k = 0; k < 30; k++) {
        const [a, b] = engines.map((engine) => {
          engine.minibatchGradient(rowsOf(40, k), plainLoss);
          return { ...engine.applyGradient({ learningRate: 0.003, maxGradNorm }) };
        });
        expect(a!.gradientNorm / b!.gradientNorm).toBeCloseTo(1, 4);
      }
      const [a, b] = engines.map((engine) => ({ parameters: engine.readParameters(), ...engine.readOptimizer() }));
      expect(a!.step).toBe(30);
      expect(b!.step).toBe(30);
      for (const name of ['parameters', 'firstMoment', 'secondMoment'] as const) expect(distance(a![name], b![name])).toBeLessThan(1e-4);
    });
  });

  test('a gradient that is not finite changes nothing', async () => {
    const engine = await createTfjsEngine(plain, backend, null);
    fill([engine], plain, 1);
    const before = engine.readParameters();
    for (const bad of [NaN, Infinity]) {
      const gradient = new Float32Array(engine.parameterCount).fill(0.1);
      gradient[3] = bad;
      engine.writeGradient(gradient);
      expect(engine.applyGradient({ learningRate: 0.1, maxGradNorm: 1 }).isFinite).toBe(false);
    }
    expect(engine.readParameters()).toEqual(before);
    expect(engine.readOptimizer().step).toBe(0);
  });

  test('what is read is a copy, and what is written is copied', async () => {
    const engine = await createTfjsEngine(plain, backend, null);
    const ones = new Float32Array(engine.parameterCount).fill(1);
    engine.writeParameters(ones);
    engine.writeGradient(ones);
    engine.writeOptimizer({ step: 3, firstMoment: ones, secondMoment: ones });
    ones.fill(5);
    const read = (): Float32Array[] => {
      const { firstMoment, secondMoment } = engine.readOptimizer();
      return [engine.readParameters(), engine.readGradient(), firstMoment, secondMoment];
    };
    for (const numbers of read()) {
      expect(numbers.every((value) => value === 1)).toBe(true);
      numbers.fill(7);
    }
    for (const numbers of read()) expect(numbers.every((value) => value === 1)).toBe(true);
  });

  test('bad arguments are refused as by the fused engine', async () => {
    const spec: EngineSpec = { ...plain, hasActionMasks: true, numValueHeads: 2 };
    const [tfjs, fused] = await both(spec);
    const rows = (count: number): Float32Array => new Float32Array(count);
    const calls: ((engine: Engine) => void)[] = [
      (engine) => engine.writeParameters(rows(3)),
      (engine) => engine.writeGradient(rows(3)),
      (engine) => engine.readGradient(rows(3)),
      (engine) => engine.writeOptimizer({ step: -1, firstMoment: engine.readParameters(), secondMoment: engine.readParameters() }),
      (engine) => engine.writeOptimizer({ step: 1, firstMoment: rows(2), secondMoment: engine.readParameters() }),
      (engine) => engine.minibatchGradient(new Int32Array(0), plainLoss),
      (engine) => engine.minibatchGradient(new Int32Array(rolloutSize + 1), plainLoss),
      (engine) => engine.minibatchGradient(Int32Array.of(rolloutSize), plainLoss),
      (engine) => engine.values(rows(5), 1, rows(1)),
      (engine) => engine.values(rows(5), 1, rows(1), Int32Array.of(2)),
      (engine) => engine.act(rows(4), 1, null, rows(1), rows(1)),
      (engine) => engine.act(rows(10), 2, null, rows(2), rows(2), Uint8Array.of(1, 0, 0, 0, 0, 0)),
      (engine) => engine.policyOutputs(rows(5), 1, rows(2)),
    ];
    for (const call of calls) {
      const [a, b] = [tfjs, fused].map((engine) => {
        try {
          call(engine);
          return null;
        } catch (error) {
          return error;
        }
      });
      expect(b).toBeInstanceOf(RangeError);
      expect(a).toEqual(b);
    }
  });

  test('no tensor is left behind by 100 updates', async () => {
    const spec: EngineSpec = { ...plain, head: { kind: 'gaussian', actionSize: 2 } };
    const engine = await createTfjsEngine(spec, backend, null);
    fill([engine], spec, 3);
    const { observations, actions, logProbabilities, values } = engine.batch;
    const { numTensors, numDataBuffers } = tf.memory();
    for (let k = 0; k < 100; k++) {
      engine.act(observations, 4, null, actions, logProbabilities);
      engine.values(observations, 4, values);
      engine.minibatchGradient(rowsOf(20, k), k % 2 === 0 ? plainLoss : { ...plainLoss, valueCoefficient: null });
      engine.applyGradient({ learningRate: 1e-3, maxGradNorm: 0.5 });
      engine.writeGradient(engine.readGradient());
      engine.writeParameters(engine.readParameters());
      engine.writeOptimizer(engine.readOptimizer());
    }
    expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
  });
});
