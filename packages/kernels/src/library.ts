import wasmRelaxed from './generated/wasm-relaxed.ts';
import wasmSimd128 from './generated/wasm-simd128.ts';

/** A compiled form of the kernels. */
export type KernelBuild = 'wasm-simd128' | 'wasm-relaxed';

/** A build, or `auto` and `wasm`: the fastest WebAssembly build that this engine accepts. */
export type KernelChoice = 'auto' | 'wasm' | KernelBuild;

type Offset = number;

/** The C functions (`c/*.c` documents them). `arena` is the {@link Arena}'s `base`; places are byte offsets from it. */
export interface Kernels {
  vector_width(): number;
  tile_rows(): number;
  tile_columns(): number;
  plan_bytes(): number;
  prepare_weights(arena: number, plan: Offset): void;
  advantage_moments(arena: number, plan: Offset): void;
  shard_gradient(arena: number, plan: Offset, shard: number, worker: number): void;
  reduce_shards(arena: number, plan: Offset): void;
  minibatch_gradient(arena: number, plan: Offset): void;
  apply_gradient(arena: number, plan: Offset): number;
  act(
    arena: number, plan: Offset, rows: number, observations: Offset, noise: Offset, masks: Offset, actions: Offset, logProbabilities: Offset,
  ): void;
  policy_outputs(arena: number, plan: Offset, rows: number, observations: Offset, outputs: Offset): void;
  state_values(arena: number, plan: Offset, rows: number, observations: Offset, heads: Offset, values: Offset): void;
  orthonormalize(arena: number, count: number, length: number, vectors: Offset): void;
  layer_forward(
    arena: number, rows: number, inputs: number, outputs: number, x: Offset, xStride: number, weights: Offset, biases: Offset,
    y: Offset, yStride: number, activation: number,
  ): void;
  layer_input_gradient(
    arena: number, rows: number, outputs: number, inputs: number, d: Offset, dStride: number, transposed: Offset, h: Offset,
    g: Offset, gStride: number, activation: number,
  ): void;
  layer_weight_gradient(
    arena: number, rows: number, inputs: number, outputs: number, x: Offset, xStride: number, d: Offset, dStride: number,
    weights: Offset, biases: Offset, accumulate: number,
  ): void;
  layer_transpose(arena: number, inputs: number, outputs: number, weights: Offset, columns: number, transposed: Offset): void;
  elementwise_tanh(arena: number, size: number, x: Offset, y: Offset): void;
  elementwise_exp(arena: number, size: number, x: Offset, y: Offset): void;
  elementwise_log(arena: number, size: number, x: Offset, y: Offset): void;
}

/** Memory of fixed size with the kernels that work on it. */
export interface Arena {
  readonly buffer: ArrayBuffer;
  /** What the kernels take as their first argument. */
  readonly base: number;
  readonly kernels: Kernels;
}

/** One build of the kernels, compiled. */
export interface KernelLibrary {
  readonly build: KernelBuild;
  /** Floats per vector; rows of parameters and activations are padded to a multiple of it. */
  readonly vectorWidth: number;
  /** Rows of a register tile; blocks of rows are padded to a multiple of it. */
  readonly tileRows: number;
  /** Columns of a register tile: the width of a panel of weights. */
  readonly tileColumns: number;
  /** First byte of an arena that is free for use. */
  readonly firstByte: number;
  /**
   * Zeroed memory of at least `bytes`, those before `firstByte` included.
   * @throws RangeError from 2 GiB on.
   */
  allocate(bytes: number): Arena;
}

const encoded: Record<KernelBuild, string> = { 'wasm-simd128': wasmSimd128, 'wasm-relaxed': wasmRelaxed };
const choices: readonly KernelChoice[] = ['auto', 'wasm', 'wasm-simd128', 'wasm-relaxed'];
const pageBytes = 65_536;

const libraries = new Map<KernelBuild, Promise<KernelLibrary>>();

/**
 * Compiles the kernels; each build only once.
 *
 * Except for `wasm-simd128`, V8's flag for relaxed SIMD is turned on where it is off (Node 20).
 * @throws RangeError for an unknown choice; Error where the engine does not accept the build.
 */
export async function loadKernels(choice: KernelChoice = 'auto'): Promise<KernelLibrary> {
  if (!choices.includes(choice)) throw new RangeError(`invalid kernels: ${choice}; expected one of ${choices.join(', ')}`);
  if (choice !== 'wasm-simd128') enableRelaxedSimd();
  const build = choice === 'auto' || choice === 'wasm' ? fastestBuild() : choice;
  let library = libraries.get(build);
  if (!library) {
    library = compile(build);
    library.catch(() => libraries.delete(build));
    libraries.set(build, library);
  }
  return library;
}

function fastestBuild(): KernelBuild {
  return WebAssembly.validate(decode('wasm-relaxed')) ? 'wasm-relaxed' : 'wasm-simd128';
}

function decode(build: KernelBuild): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(encoded[build]), (character) => character.charCodeAt(0));
}

interface NodeProcess {
  getBuiltinModule?(id: 'node:v8'): { setFlagsFromString(flag: string): void } | undefined;
}

function enableRelaxedSimd(): void {
  if (WebAssembly.validate(decode('wasm-relaxed'))) return;
  const { process } = globalThis as { process?: NodeProcess };
  process?.getBuiltinModule?.('node:v8')?.setFlagsFromString('--experimental-wasm-relaxed-simd');
}

async function compile(build: KernelBuild): Promise<KernelLibrary> {
  const binary = decode(build);
  if (!WebAssembly.validate(binary)) throw new Error(`kernels ${build} cannot run here: this engine does not accept them`);
  const module = await WebAssembly.compile(binary);
  const instantiate = (memory: WebAssembly.Memory): WebAssembly.Exports =>
    new WebAssembly.Instance(module, { env: { memory } }).exports;
  const exports = instantiate(new WebAssembly.Memory({ initial: 1 }));
  const kernels = exports as unknown as Kernels;
  return {
    build,
    vectorWidth: kernels.vector_width(),
    tileRows: kernels.tile_rows(),
    tileColumns: kernels.tile_columns(),
    firstByte: (exports['__heap_base'] as WebAssembly.Global<'i32'>).value,
    allocate(bytes) {
      if (bytes >= 2 ** 31) throw new RangeError(`invalid sizes: they need ${bytes} bytes; expected less than 2 GiB`);
      const pages = Math.ceil(bytes / pageBytes);
      const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
      return { buffer: memory.buffer, base: 0, kernels: instantiate(memory) as unknown as Kernels };
    },
  };
}
