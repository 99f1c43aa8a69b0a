import type * as tensorflow from '@tensorflow/tfjs';
import { InvalidOptionError } from './errors.ts';

/** The namespace of TensorFlow.js, whichever package it came from. */
export type TensorFlow = typeof tensorflow;

/** From the one that is fastest on large networks to the one that is everywhere. */
const backends = ['node-gpu', 'node', 'webgpu', 'wasm', 'cpu'] as const;

type TfjsBackend = (typeof backends)[number];

export const tfjsBackendChoices = ['auto', ...backends] as const;

/** What TensorFlow.js computes on; `auto`: the first that answers. */
export type TfjsBackendChoice = (typeof tfjsBackendChoices)[number];

export interface TfjsLibrary {
  readonly tf: TensorFlow;
  readonly build: `tfjs-${TfjsBackend}`;
  /** Why the backends before it did not answer; null: none was before it, or it was asked for. */
  readonly fallback: string | null;
}

/**
 * Loads TensorFlow.js and makes one of its backends the current one. Nothing of it is loaded before the first call.
 * @throws InvalidOptionError with the reasons, when none answers.
 */
export async function loadTensorFlow(choice: TfjsBackendChoice): Promise<TfjsLibrary> {
  const reasons: string[] = [];
  for (const backend of choice === 'auto' ? backends.filter(isMeantForHere) : [choice]) {
    try {
      return { tf: await loaders[backend](), build: `tfjs-${backend}`, fallback: reasons.length > 0 ? reasons.join('; ') : null };
    } catch (error) {
      reasons.push(`tfjs-${backend}: ${reasonOf(error)}`);
    }
  }
  throw new InvalidOptionError(`invalid backend: ${choice}; ${reasons.join('; ')}`);
}

const isNode = typeof process !== 'undefined' && typeof process.versions?.node === 'string';

/** WebGPU is the browser's, the native packages are Node's. */
function isMeantForHere(backend: TfjsBackend): boolean {
  return backend === 'webgpu' ? !isNode : isNode || !backend.startsWith('node');
}

const loaders: { readonly [B in TfjsBackend]: () => Promise<TensorFlow> } = {
  async 'node-gpu'() {
    const tf = await loadNative('@tensorflow/tfjs-node-gpu');
    if (!usesGpu(tf)) throw new Error('it finds no GPU');
    return tf;
  },
  async node() {
    try {
      return await loadNative('@tensorflow/tfjs-node');
    } catch (error) {
      // the GPU package computes on the CPU where it finds no GPU
      const tf = await loadNative('@tensorflow/tfjs-node-gpu').catch(() => null);
      if (tf && !usesGpu(tf)) return tf;
      throw error;
    }
  },
  async webgpu() {
    const { navigator } = globalThis as { readonly navigator?: { readonly gpu?: { requestAdapter(): Promise<object | null> } } };
    const gpu = navigator?.gpu;
    if (!gpu) throw new Error('there is no navigator.gpu');
    if ((await gpu.requestAdapter()) === null) throw new Error('there is no adapter');
    const tf = await loadPortable();
    await import('@tensorflow/tfjs-backend-webgpu').catch(rethrow);
    await withBackend(tf, 'webgpu');
    // an engine reads results while it waits; this backend does so through a canvas, not everywhere rightly, and may lose its device
    for (let trial = 0; trial < 2; trial++) {
      const product = tf.tidy(() => tf.matMul(tf.ones([64, 64]), tf.ones([64, 64])));
      const numbers = [product.dataSync(), await product.data()];
      product.dispose();
      if (!numbers.every((read) => read.every((value) => value === 64))) throw new Error('it reads wrong numbers here');
    }
    return tf;
  },
  async wasm() {
    const tf = await loadPortable();
    await import('@tensorflow/tfjs-backend-wasm').catch(rethrow);
    return withBackend(tf, 'wasm');
  },
  async cpu() {
    const tf = await withBackend(await loadPortable(), 'cpu');
    // its first tensor prints an advertisement of tfjs-node, except in production mode
    const isProduction = tf.env().getBool('PROD');
    tf.env().set('PROD', true);
    tf.scalar(0).dispose();
    tf.env().set('PROD', isProduction);
    return tf;
  },
};

async function loadPortable(): Promise<TensorFlow> {
  return namespaceOf(await import('@tensorflow/tfjs').catch(rethrow));
}

/** Beside an import it tells bundlers that the package may be missing. */
function rethrow(error: unknown): never {
  throw error;
}

/** The specifier is a variable, so that no bundler looks for a package that only Node can load. */
async function loadNative(specifier: string): Promise<TensorFlow> {
  if (!isNode) throw new Error('it needs Node');
  // removed from Node 23, and used by tfjs-node 4.22
  const util = process.getBuiltinModule('node:util') as { isNullOrUndefined?: (value: unknown) => boolean };
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
  checkNativeLibrary(specifier);
  return withBackend(namespaceOf((await import(/* @vite-ignore */ /* webpackIgnore: true */ specifier)) as TensorFlow), 'tensorflow');
}

/** A package that lacks it fails to load too, but leaves half of itself registered: the next one then prints a warning for each of its kernels. */
function checkNativeLibrary(specifier: string): void {
  const { createRequire } = process.getBuiltinModule('node:module');
  const { existsSync, readdirSync } = process.getBuiltinModule('node:fs');
  const { dirname, join } = process.getBuiltinModule('node:path');
  const folder = join(dirname(createRequire(import.meta.url).resolve(`${specifier}/package.json`)), 'lib');
  const isThere = existsSync(folder) && readdirSync(folder).some((version) => existsSync(join(folder, version, 'tfjs_binding.node')));
  if (!isThere) throw new Error('its native library is not installed');
}

/** Node finds only some names of a CommonJS module; its default has all. */
function namespaceOf(module: TensorFlow & { readonly default?: TensorFlow }): TensorFlow {
  return module.default ?? module;
}

async function withBackend(tf: TensorFlow, name: string): Promise<TensorFlow> {
  if (!(await tf.setBackend(name))) throw new Error(`its backend ${name} does not start`);
  await tf.ready();
  return tf;
}

function usesGpu(tf: TensorFlow): boolean {
  return (tf.backend() as { readonly isUsingGpuDevice?: boolean }).isUsingGpuDevice === true;
}

function reasonOf(error: unknown): string {
  const { message, code } = error as Error & { readonly code?: string };
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') return 'not installed';
  return message.trim().split('\n')[0]!;
}
