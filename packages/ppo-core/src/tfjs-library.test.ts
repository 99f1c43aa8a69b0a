import { expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { InvalidOptionError } from './errors.ts';
import { loadTensorFlow } from './tfjs-library.ts';

test('what answers first is taken, and the better ones say why they did not', async () => {
  const { tf, build, fallback } = await loadTensorFlow('auto');
  // a machine may have the native packages, or not
  const order = ['tfjs-node-gpu', 'tfjs-node', 'tfjs-wasm'];
  expect(order).toContain(build);
  expect(tf.getBackend()).toBe(build === 'tfjs-wasm' ? 'wasm' : 'tensorflow');
  const refused = fallback === null ? [] : fallback.split('; ').map((reason) => reason.split(': ')[0]);
  expect(refused).toEqual(order.slice(0, order.indexOf(build)));
});

test('one that is asked for answers alone, and two may be used in turn', async () => {
  for (const backend of ['wasm', 'cpu', 'wasm'] as const) {
    const { tf, build, fallback } = await loadTensorFlow(backend);
    expect({ build, fallback, backend: tf.getBackend() }).toEqual({ build: `tfjs-${backend}`, fallback: null, backend });
    expect(tf.tidy(() => tf.matMul(tf.ones([2, 3]), tf.ones([3, 2])).dataSync())).toEqual(Float32Array.of(3, 3, 3, 3));
  }
});

test('one that cannot answer is refused with its reason', async () => {
  const refusal = loadTensorFlow('webgpu');
  await expect(refusal).rejects.toBeInstanceOf(InvalidOptionError);
  await expect(refusal).rejects.toThrow(/^invalid backend: webgpu; tfjs-webgpu: there is no navigator/);
});

test('tfjs-node finds what Node 23 removed', async () => {
  const util = process.getBuiltinModule('node:util') as { isNullOrUndefined?: (value: unknown) => boolean };
  delete util.isNullOrUndefined;
  await loadTensorFlow('node').catch(() => null);
  expect([null, undefined, 0].map((value) => util.isNullOrUndefined?.(value))).toEqual([true, true, false]);
});

test('a page is bundled where TensorFlow.js is not installed', async () => {
  const missing = ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm', '@tensorflow/tfjs-backend-webgpu'];
  const { outputFiles } = await build({
    entryPoints: [new URL('./index.ts', import.meta.url).pathname],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    conditions: ['@cohort-rl/source'],
    alias: Object.fromEntries(missing.map((name) => [name, `${name}-is-not-installed`])),
    logLevel: 'silent',
  });
  for (const name of missing) expect(outputFiles[0]!.text).toContain(`import("${name}`);
});
