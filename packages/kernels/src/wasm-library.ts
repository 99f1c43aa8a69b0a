import wasmRelaxed from './generated/wasm-relaxed.ts';
import wasmSimd128 from './generated/wasm-simd128.ts';
import type { KernelLibrary, Kernels, WasmBuild } from './library.ts';

const encoded: Record<WasmBuild, string> = { 'wasm-simd128': wasmSimd128, 'wasm-relaxed': wasmRelaxed };
const pageBytes = 65_536;

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
}

/** @throws Error where the engine does not accept the build. */
export async function compileWasm(build: WasmBuild): Promise<KernelLibrary> {
  if (!isAccepted(build)) throw new Error(`kernels ${build} cannot run here: this engine does not accept them`);
  const module = await WebAssembly.compile(decode(build));
  const instantiate = (memory: WebAssembly.Memory): WebAssembly.Exports => new WebAssembly.Instance(module, { env: { memory } }).exports;
  const sizes = instantiate(new WebAssembly.Memory({ initial: 1 })) as unknown as Sizes;
  return {
    build,
    fallback: null,
    maxThreads: 1,
    vectorWidth: sizes.vector_width(),
    tileRows: sizes.tile_rows(),
    tileColumns: sizes.tile_columns(),
    planBytes: sizes.plan_bytes(),
    firstByte: sizes.__heap_base.value,
    allocate(bytes) {
      if (bytes >= 2 ** 31) throw new RangeError(`invalid sizes: they need ${bytes} bytes; expected less than 2 GiB`);
      const pages = Math.ceil(bytes / pageBytes);
      const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
      return { buffer: memory.buffer, base: 0, kernels: instantiate(memory) as unknown as Kernels };
    },
  };
}
