import { beforeAll, describe, expect, test } from '@jest/globals';
import { builds, createWithMemory, fill, padding } from '../test/model.ts';
import { randomStream } from '../test/random-stream.ts';
import { createActorCritic, type LossSettings } from './actor-critic.ts';
import { loadKernels, type KernelLibrary } from './library.ts';
import { referenceAdam } from './reference/adam.ts';
import type { ActorCriticSpec } from './spec.ts';

const spec: ActorCriticSpec = {
  observationSize: 5, hiddenSizes: [13, 6], activation: 'tanh', trunk: 'separate', head: { kind: 'categorical', numActions: 3 },
  rolloutSize: 200, minibatchSize: 200,
};
const loss: LossSettings = {
  clipRange: 0.2, valueClipRange: null, entropyCoefficient: 0.01, valueCoefficient: 0.5, normalizeAdvantages: true,
};
const all = Int32Array.from({ length: 200 }, (_, i) => i);

describe.each(builds)('optimiser, %s', (build) => {
  let library: KernelLibrary;
  beforeAll(async () => {
    library = await loadKernels(build);
  });

  test('clipping and Adam are those of the float64 reference over many steps', () => {
    const { normal } = randomStream(3);
    const model = createActorCritic(library, spec);
    fill(model, spec, randomStream(4));
    const n = model.parameterCount;
    const state = {
      step: 0, parameters: Float64Array.from(model.readParameters()), firstMoment: new Float64Array(n), secondMoment: new Float64Array(n),
    };
    for (let step = 1; step <= 60; step++) {
      const scale = step % 3 === 0 ? 1e-3 : 1; // some below the clipping norm
      const gradient = Float32Array.from({ length: n }, () => scale * normal());
      const settings = { learningRate: 1e-2 / step, maxGradNorm: 0.5 };
      model.writeGradient(gradient);
      const result = model.applyGradient(settings);
      const norm = referenceAdam(state, gradient, settings);
      expect(result.isFinite).toBe(true);
      expect(Math.abs(result.gradientNorm / norm - 1)).toBeLessThan(1e-12);
    }
    const optimizer = model.readOptimizer();
    expect(optimizer.step).toBe(60);
    model.readParameters().forEach((p, i) => expect(Math.abs(p - state.parameters[i]!)).toBeLessThan(2e-6));
    optimizer.firstMoment.forEach((m, i) => expect(Math.abs(m - state.firstMoment[i]!)).toBeLessThan(1e-8));
    optimizer.secondMoment.forEach((v, i) => expect(Math.abs(v - state.secondMoment[i]!)).toBeLessThan(1e-9));
  });

  test.each([NaN, Infinity, -Infinity])('a gradient with %p changes nothing', (bad) => {
    const model = createActorCritic(library, spec);
    fill(model, spec, randomStream(5));
    model.minibatchGradient(all, loss);
    model.applyGradient({ learningRate: 1e-3, maxGradNorm: 0.5 });
    const parameters = model.readParameters();
    const optimizer = model.readOptimizer();
    const gradient = model.readGradient();
    gradient[gradient.length - 1] = bad;
    model.writeGradient(gradient);
    expect(model.applyGradient({ learningRate: 1e-3, maxGradNorm: 0.5 }).isFinite).toBe(false);
    expect(model.readParameters()).toEqual(parameters);
    expect(model.readOptimizer()).toEqual(optimizer);
  });

  test.each(['tanh', 'relu'] as const)('a NaN observation is seen by the guard, and the next clean minibatch is unharmed (%s)', (activation) => {
    for (const trunk of ['separate', 'shared'] as const) {
      const { model, arena, layout } = createWithMemory(library, { ...spec, activation, trunk });
      const clean = createActorCritic(library, { ...spec, activation, trunk });
      for (const each of [model, clean]) fill(each, spec, randomStream(6));
      const parameters = model.readParameters();
      const kept = model.batch.observations[17]!;
      model.batch.observations[17] = NaN;
      model.minibatchGradient(all, loss);
      expect(model.applyGradient({ learningRate: 1e-3, maxGradNorm: 0.5 }).isFinite).toBe(false);
      expect(model.readParameters()).toEqual(parameters);
      model.batch.observations[17] = kept;
      for (const each of [model, clean]) {
        each.minibatchGradient(all, loss);
        expect(each.applyGradient({ learningRate: 1e-3, maxGradNorm: 0.5 }).isFinite).toBe(true);
      }
      expect(model.readParameters()).toEqual(clean.readParameters());
      expect(padding(library, arena, layout).every((x) => x === 0)).toBe(true);
    }
  });

  test('padding stays 0 over updates', () => {
    for (const head of [{ kind: 'categorical', numActions: 3 }, { kind: 'gaussian', actionSize: 2 }] as const) {
      for (const trunk of ['separate', 'shared'] as const) {
        const numValueHeads = head.kind === 'gaussian' ? 7 : 1;
        const shape: ActorCriticSpec = { ...spec, head, trunk, numValueHeads, activation: 'relu' };
        const { model, arena, layout } = createWithMemory(library, shape);
        fill(model, shape, randomStream(7));
        for (let i = 0; i < 20; i++) {
          model.minibatchGradient(all, i % 3 === 0 ? { ...loss, valueCoefficient: null } : loss);
          model.applyGradient({ learningRate: 1e-2, maxGradNorm: 0.5 });
        }
        const between = padding(library, arena, layout);
        expect(between.length).toBeGreaterThan(0);
        expect(between.every((x) => x === 0)).toBe(true);
      }
    }
  });

  test.each(['separate', 'shared'] as const)('without a critic its own parameters keep their bits, and all others go as with a coefficient of 0 (%s)', (trunk) => {
    const shape: ActorCriticSpec = { ...spec, trunk };
    const [without, withZero] = [null, 0].map((valueCoefficient) => {
      const model = createActorCritic(library, shape);
      fill(model, shape, randomStream(9));
      const start = model.readParameters();
      // some steps clipped, some not
      const norms = Array.from({ length: 20 }, (_, i) => {
        model.minibatchGradient(all.subarray(i), { ...loss, valueCoefficient });
        return model.applyGradient({ learningRate: 1e-2, maxGradNorm: i % 2 === 0 ? 0.01 : Infinity }).gradientNorm;
      });
      return { start, norms, parameters: model.readParameters(), ...model.readOptimizer(), layers: model.layers };
    });
    const { start, parameters, firstMoment, secondMoment, norms, layers } = without!;
    expect(Math.min(...norms)).toBeGreaterThan(0.01);
    expect(without).toEqual(withZero);
    for (const { name, offset, rows, columns } of layers) {
      const part = (of: Float32Array): Float32Array => of.subarray(offset, offset + rows * columns);
      const isCritics = name.startsWith('value.');
      expect(part(parameters).every((p, i) => p === part(start)[i])).toBe(isCritics);
      for (const moment of [firstMoment, secondMoment]) expect(part(moment).every((m) => m === 0)).toBe(isCritics);
    }
  });

  test('the state read after some updates continues in another actor-critic bit for bit', () => {
    const first = createActorCritic(library, spec);
    const second = createActorCritic(library, spec);
    for (const model of [first, second]) fill(model, spec, randomStream(8));
    const update = (model: typeof first): void => {
      model.minibatchGradient(all.subarray(0, 150), loss);
      model.applyGradient({ learningRate: 1e-3, maxGradNorm: 0.5 });
    };
    for (let i = 0; i < 5; i++) update(first);
    second.writeParameters(first.readParameters());
    second.writeOptimizer(first.readOptimizer());
    for (let i = 0; i < 5; i++) {
      update(first);
      update(second);
    }
    expect(second.readParameters()).toEqual(first.readParameters());
    expect(second.readOptimizer()).toEqual(first.readOptimizer());
  });
});
