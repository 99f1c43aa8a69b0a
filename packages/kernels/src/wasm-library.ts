import wasmRelaxed from './generated/wasm-relaxed.ts';
import wasmSimd128 from './generated/wasm-simd128.ts';
import type { ArenaBase, KernelLibrary, Kernels, WasmBuild } from './library.ts';
import { planWords } from './plan.ts';
import { forSharedMemory, whyNoSharedMemory } from './shared-memory.ts';
import { startThreads, type Threads } from './threads.ts';

const encoded: Record<WasmBuild, string> = { 'wasm-simd128': wasmSimd128, 'wasm-relaxed': wasmRelaxed };
const pageBytes = 65_536;
const mostThreads = 64;

function decode(build: WasmBuild): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(encoded[build]), (character) => character.charCodeAt(0));
}

/** Whether this engine runs a build. */
export function isAccepted(build: WasmBuild): boolean {
  return WebAssembly.validate(decode(build));
}

interface NodeProcess {
  getBuiltinModule?(id: 'node:v8'): { setFlagsFromString(flag: string): void } | undefined;
}

/** Turns V8's flag for relaxed SIMD on where it is off and there is a way to (Node 20). */
export function enableRelaxedSimd(): void {
  if (isAccepted('wasm-relaxed')) return;
  const { process } = globalThis as { process?: NodeProcess };
  process?.getBuiltinModule?.('node:v8')?.setFlagsFromString('--experimental-wasm-relaxed-simd');
}

interface Sizes {
  vector_width(): number;
  tile_rows(): number;
  tile_columns(): number;
  plan_bytes(): number;
  __heap_base: WebAssembly.Global<'i32'>;
  /** The stack lies below all else, so at first this is its size. */
  __stack_pointer: WebAssembly.Global<'i32'>;
}

/** @throws Error where the engine does not accept the build. */
export async function compileWasm(build: WasmBuild): Promise<KernelLibrary> {
  if (!isAccepted(build)) throw new Error(`kernels ${build} cannot run here: this engine does not accept them`);
  const module = await WebAssembly.compile(decode(build));
  const sizes = instantiate(module, new WebAssembly.Memory({ initial: 1 })) as unknown as Sizes;
  const stackBytes = sizes.__stack_pointer.value;
  const noThreads = whyNoSharedMemory();
  let sharedModule: WebAssembly.Module | undefined;
  return {
    build,
    fallback: null,
    maxThreads: noThreads === null ? mostThreads : 1,
    noThreads,
    vectorWidth: sizes.vector_width(),
    tileRows: sizes.tile_rows(),
    tileColumns: sizes.tile_columns(),
    planBytes: sizes.plan_bytes(),
    firstByte: sizes.__heap_base.value,
    allocate(bytes, threads = 1) {
      const helpers = threads - 1;
      const firstStack = Math.ceil(bytes / 16) * 16;
      const total = firstStack + helpers * stackBytes;
      if (total >= 2 ** 31) throw new RangeError(`invalid sizes: they need ${total} bytes; expected less than 2 GiB`);
      const pages = Math.ceil(total / pageBytes);
      const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: helpers > 0 });
      const { buffer } = memory;
      if (helpers === 0) return { buffer, base: 0, kernels: instantiate(module, memory), close() {} };
      const code = (sharedModule ??= new WebAssembly.Module(forSharedMemory(decode(build))));
      const group = startThreads(
        Array.from({ length: helpers }, (_, i) => ({ module: code, memory, worker: i + 1, stack: firstStack + (i + 1) * stackBytes })),
      );
      return { buffer, base: 0, kernels: withThreads(instantiate(code, memory), buffer, group), close: () => group.close() };
    },
  };
}

function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels;
}

function withThreads(kernels: Kernels, buffer: ArrayBufferLike, group: Threads): Kernels {
  const words = new Int32Array(buffer);
  return {
    ...kernels,
    minibatch_gradient_threads(base: ArenaBase, plan: number) {
      kernels.prepare_weights(base, plan);
      if (words[plan / 4 + planWords.normalizeAdvantages]) kernels.advantage_moments(base, plan);
      group.share(plan, words[plan / 4 + planWords.numShards]!, (shard) => kernels.shard_gradient(base, plan, shard, 0));
      kernels.reduce_shards(base, plan);
    },
  };
}
