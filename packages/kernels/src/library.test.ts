import { expect, test } from '@jest/globals';
import { fill } from '../test/model.ts';
import { randomStream } from '../test/random-stream.ts';
import { createActorCritic, type LossStatistics } from './actor-critic.ts';
import { availableBuilds, loadKernels, type KernelChoice } from './library.ts';
import { planBytes } from './plan.ts';
import { shardCount } from './layout.ts';
import type { ActorCriticSpec } from './spec.ts';

const spec: ActorCriticSpec = {
  observationSize: 4, hiddenSizes: [24], activation: 'tanh', trunk: 'separate', head: { kind: 'categorical', numActions: 2 },
  rolloutSize: 600, minibatchSize: 600,
};

test('an unknown choice is refused with the known ones', async () => {
  await expect(loadKernels('avx' as KernelChoice)).rejects.toThrow('invalid kernels: avx; expected one of auto, native, wasm, native-avx512, native-avx2, native-neon, wasm-simd128, wasm-relaxed');
});

test('each build is compiled once, and says which it is', async () => {
  const library = await loadKernels('wasm-simd128');
  expect(library.build).toBe('wasm-simd128');
  expect(await loadKernels('wasm-simd128')).toBe(library);
  expect((await loadKernels('wasm-relaxed')).build).toBe('wasm-relaxed'); // turns the flag on where it is off
  expect(await loadKernels('wasm')).toBe(await loadKernels('wasm-relaxed'));
});

test('the plan has the size that the C source gives it', async () => {
  const library = await loadKernels('wasm-simd128');
  expect(library.planBytes).toBe(planBytes);
});

test('shards depend on the number of rows alone', () => {
  expect([1, 63, 64, 127, 128, 256, 511, 512, 4096].map(shardCount)).toEqual([1, 1, 1, 1, 2, 4, 7, 8, 8]);
});

test('a run is the same twice, and nearly the same on both builds', async () => {
  const run = async (choice: KernelChoice): Promise<Float32Array> => {
    const model = createActorCritic(await loadKernels(choice), spec);
    fill(model, spec, randomStream(21));
    const { uniform } = randomStream(22);
    const settings = { clipRange: 0.2, valueClipRange: 0.2, entropyCoefficient: 0.01, valueCoefficient: 0.5, normalizeAdvantages: true };
    for (let i = 0; i < 10; i++) {
      model.minibatchGradient(Int32Array.from({ length: 100 + 50 * i }, () => Math.floor(600 * uniform())), settings);
      model.applyGradient({ learningRate: 1e-3, maxGradNorm: 0.5 });
    }
    return model.readParameters();
  };
  const [first, second, relaxed] = [await run('wasm-simd128'), await run('wasm-simd128'), await run('wasm-relaxed')];
  expect(second).toEqual(first);
  relaxed.forEach((p, i) => expect(Math.abs(p - first[i]!)).toBeLessThan(1e-4));
});

const heads = [{ kind: 'categorical', numActions: 2 }, { kind: 'gaussian', actionSize: 3 }] as const;
const buildsAndHeads = availableBuilds().flatMap((build) => heads.map((head) => ({ build, head })));
test.each(buildsAndHeads)('$build, $head.kind: the number of threads changes no bit', async ({ build, head }) => {
  const library = await loadKernels(build);
  const run = (threads: number): { threads: number; parameters: Float32Array; statistics: LossStatistics[] } => {
    const model = createActorCritic(library, { ...spec, head, threads });
    const statistics: LossStatistics[] = [];
    fill(model, spec, randomStream(23));
    const { uniform } = randomStream(24);
    const settings = { clipRange: 0.2, valueClipRange: null, entropyCoefficient: 0.01, normalizeAdvantages: true };
    for (let i = 0; i < 10; i++) {
      const indices = Int32Array.from({ length: 1 + 60 * i }, () => Math.floor(600 * uniform()));
      statistics.push({ ...model.minibatchGradient(indices, { ...settings, valueCoefficient: i % 3 === 1 ? null : 0.5 }) });
      model.applyGradient({ learningRate: 1e-3, maxGradNorm: 0.5 });
    }
    return { threads: model.threads, parameters: model.readParameters(), statistics };
  };
  const one = run(1);
  for (const asked of [2, 3]) {
    const many = run(asked);
    expect(many.threads).toBe(Math.min(asked, library.maxThreads, shardCount(600)));
    expect(many.parameters).toEqual(one.parameters);
    expect(many.statistics).toEqual(one.statistics);
  }
});

test('an actor-critic takes no more memory than its arrays need', async () => {
  const library = await loadKernels('wasm-simd128');
  const { memoryBytes } = createActorCritic(library, { ...spec, rolloutSize: 100_000 });
  const rollout = 4 * 100_000 * (4 + 6);
  expect(memoryBytes).toBeGreaterThan(rollout);
  expect(memoryBytes).toBeLessThan(rollout + 2 ** 20);
});
