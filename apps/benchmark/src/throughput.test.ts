import { beforeAll, expect, test } from '@jest/globals';
import { cohortOutput } from './run-cohort.fixture.ts';
import { loadCommands, mainOutput } from './run-main.fixture.ts';

beforeAll(loadCommands);

interface Measured {
  machine: { cpu: string; cores: number };
  results: Record<string, number>[];
}

const measure = async (...args: string[]): Promise<Measured> => JSON.parse(await mainOutput('throughput', ...args, '--json')) as Measured;

/** The same in a process of its own: for what starts threads or processes, or loads TensorFlow.js, which takes a while among tests. */
const measureApart = async (...args: string[]): Promise<Measured> => JSON.parse(await cohortOutput('throughput', ...args, '--json')) as Measured;

test('training: speed, phases and GFLOP/s that fit together', async () => {
  const { machine, results } = await measureApart('--num-envs', '4,8', '--rollout-steps', '64', '--minibatch-size', '64', '--epochs', '2', '--seconds', '0.3');
  expect(machine.cores).toBeGreaterThan(0);
  expect(results).toHaveLength(2);
  results.forEach((result, i) => {
    const numEnvs = [4, 8][i]!;
    expect(result).toMatchObject({ env: 'CartPole-v1', numEnvs, rolloutSteps: 64, minibatchSize: 64, epochs: 2, hidden: [64, 64], engine: 'fused', threads: 1 });
    const phases = result.phases as unknown as Record<string, number>;
    expect(Object.keys(phases)).toEqual(['env', 'act', 'advantages', 'update']);
    // two nets 4-64-64-k: 52,352 floating-point operations a sample and epoch
    expect(result.gflops! * phases.update! * 1e6).toBeCloseTo(52_352 * 2 * 64 * numEnvs, -1);
    // medians of parts are not parts of medians: near, not equal
    const milliseconds = Object.values(phases).reduce((sum, value) => sum + value, 0);
    expect((64 * numEnvs * 1000) / result.stepsPerSecond!).toBeGreaterThan(0.5 * milliseconds);
    expect(result.share! * result.peakGflops!).toBeCloseTo(result.gflops!, 6);
  });
});

test("a preset's wrappers are measured too, unless they are refused", async () => {
  const args = ['--preset', 'mountain-car', '--num-envs', '16', '--seconds', '0.05'];
  const [wrapped] = (await measure(...args)).results;
  expect(wrapped).toMatchObject({ env: 'MountainCar-v0', rolloutSteps: 16, wrappers: { normalizeObservations: true, normalizeRewards: { perTask: false, gamma: 0.99 } } });
  const [bare] = (await measure(...args, '--no-normalize-observations', '--no-normalize-rewards')).results;
  expect(bare).not.toHaveProperty('wrappers');
});

test('update, env and startup', async () => {
  const [update] = (await measure('--what', 'update', '--batch', '64', '--seconds', '0.1', '--kernels', 'wasm', '--threads', '1')).results;
  expect(update!.gflops! * update!.milliseconds! * 1e6).toBeCloseTo(52_352 * 64, -1);
  expect(update!.share! * update!.peakGflops!).toBeCloseTo(update!.gflops!, 6);
  // two nets 4-64-64-k have 9,155 parameters; 64 rows of 10 numbers; 259 outputs of layers for each
  expect(update!.neededBytes).toBe(4 * (3 * 9155 + 64 * 10 + 64 * 259));
  expect(update!.memoryBytes).toBeGreaterThan(update!.neededBytes! - 4 * 64 * 259);
  const env = await measure('--what', 'env', '--num-envs', '8,64', '--seconds', '0.1');
  expect(env.results.map(({ numEnvs }) => numEnvs)).toEqual([8, 64]);
  expect(env.results.every(({ stepsPerSecond }) => stepsPerSecond! > 0)).toBe(true);
  const [startup] = (await measureApart('--what', 'startup')).results;
  expect(startup!.total).toBeGreaterThan(0);
});

test('tfjs: the bare step computes the same loss', async () => {
  const [result] = (await measureApart('--what', 'tfjs', '--batch', '64', '--hidden', '16,8', '--backend', 'cpu', '--seconds', '0.05')).results;
  expect(result).toMatchObject({ batch: 64, hidden: [16, 8], kernels: 'tfjs-cpu' });
  expect(result!.lossDifference!).toBeLessThan(1e-5);
  // medians of ratios are not ratios of medians: near, not equal
  expect(result!.share! * result!.milliseconds!).toBeGreaterThan(0.3 * result!.bareMilliseconds!);
});

test('gemm: the time of a product fits its operations; peak: threads against one', async () => {
  const { results } = await measure('--what', 'gemm', '--hidden', '64,20', '--kernels', 'wasm', '--seconds', '0.05');
  expect(results.map(({ rows, inputs, outputs }) => [rows, inputs, outputs])).toEqual([[256, 64, 64], [256, 20, 20]]);
  for (const { rows, inputs, outputs, milliseconds, gflops, peakGflops, share } of results) {
    expect(gflops! * milliseconds! * 1e6).toBeCloseTo(2 * rows! * inputs! * outputs!, -1);
    expect(share! * peakGflops!).toBeCloseTo(gflops!, 6);
  }
  const peaks = (await measureApart('--what', 'peak', '--kernels', 'wasm', '--threads', '2', '--seconds', '0.05')).results;
  expect(peaks.map(({ threads }) => threads)).toEqual([1, 2]);
  expect(peaks[0]!.scaling).toBe(1);
  expect(peaks[1]!.scaling! * peaks[0]!.peakGflops!).toBeCloseTo(peaks[1]!.peakGflops!, 6);
});

test('to-return: a seed that does not reach the threshold is said, and has no time', async () => {
  const args = ['--what', 'to-return', '--preset', 'cartpole', '--seeds', '1', '--kernels', 'wasm'];
  const [short] = (await measureApart(...args, '--steps', '512')).results as unknown as { reached: number; medianSeconds: null; runs: { step: number; meanReturn: number }[] }[];
  expect(short).toMatchObject({ env: 'CartPole-v1', threshold: 475, reached: 0, medianSeconds: null, worstSeconds: null });
  expect(short!.runs[0]!.step).toBe(512);
  expect(short!.runs[0]!.meanReturn).toBeLessThan(475);
});

test('normalisation, stages and bootstrap: what is measured is what is said', async () => {
  const [normalization] = (await measure('--what', 'normalization', '--steps', '5000', '--groups', '7', '--seconds', '0.05')).results;
  expect(normalization).toMatchObject({ steps: 5000, groups: 7, largestDifference: 0 });
  expect(normalization!.leastMilliseconds!).toBeLessThanOrEqual(normalization!.milliseconds!);
  const [bootstrap] = (await measure('--what', 'bootstrap', '--seconds', '0.05')).results;
  expect(bootstrap).toMatchObject({ seeds: 5, tasks: 10, resamples: 2000, milliseconds: expect.any(Number) });
  const kernels = ['--kernels', 'wasm-simd128', '--threads', '2'];
  const stages = (await measureApart('--what', 'stages', '--num-envs', '4,6', '--rollout-steps', '32', ...kernels, '--seconds', '0.02')).results;
  expect(stages.map(({ numEnvs, grouping }) => `${numEnvs} ${grouping}`)).toEqual(
    [4, 6].flatMap((numEnvs) => ['task', 'difficulty', 'length', 'auto', 'adaptive', 'hierarchical'].map((grouping) => `${numEnvs} ${grouping}`)),
  );
  for (const { milliseconds, updateMilliseconds, share, ...stage } of stages) {
    expect(share! * updateMilliseconds!).toBeCloseTo(milliseconds!, 9);
    expect(stage).toMatchObject({ kernels: 'wasm-simd128', threads: 2 });
  }
});
