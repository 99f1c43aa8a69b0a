import { nativeLibraries, type NativeLibraries } from './native-library.ts';
import { compileWasm, enableRelaxedSimd, isAccepted } from './wasm-library.ts';

/** A compiled form of the kernels. */
export type KernelBuild = WasmBuild | NativeBuild;

/** For any engine with WebAssembly SIMD, and with relaxed SIMD. */
export type WasmBuild = 'wasm-simd128' | 'wasm-relaxed';

/** For Node, by instruction set. */
export type NativeBuild = 'native-avx512' | 'native-avx2' | 'native-neon';

/**
 * A build, or the fastest of a kind that can run here: `wasm`, `native`, or `auto`, which takes WebAssembly where no native build is to
 * be had.
 */
export type KernelChoice = 'auto' | 'native' | 'wasm' | KernelBuild;

type Offset = number;

/** What the kernels take as their first argument. */
export type ArenaBase = number | ArrayBuffer;

/** The C functions (`c/*.c` documents them). `arena` is the {@link Arena}'s `base`; places are byte offsets from it. */
export interface Kernels {
  prepare_weights(arena: ArenaBase, plan: Offset): void;
  advantage_moments(arena: ArenaBase, plan: Offset): void;
  shard_gradient(arena: ArenaBase, plan: Offset, shard: number, worker: number): void;
  reduce_shards(arena: ArenaBase, plan: Offset): void;
  minibatch_gradient(arena: ArenaBase, plan: Offset): void;
  /** In builds with threads. */
  minibatch_gradient_threads?(arena: ArenaBase, plan: Offset, threads: number): void;
  apply_gradient(arena: ArenaBase, plan: Offset): number;
  act(
    arena: ArenaBase, plan: Offset, rows: number, observations: Offset, noise: Offset, masks: Offset, actions: Offset, logProbabilities: Offset,
  ): void;
  policy_outputs(arena: ArenaBase, plan: Offset, rows: number, observations: Offset, outputs: Offset): void;
  state_values(arena: ArenaBase, plan: Offset, rows: number, observations: Offset, heads: Offset, values: Offset): void;
  orthonormalize(arena: ArenaBase, count: number, length: number, vectors: Offset): void;
  layer_forward(
    arena: ArenaBase, rows: number, inputs: number, outputs: number, x: Offset, xStride: number, weights: Offset, biases: Offset,
    y: Offset, yStride: number, activation: number,
  ): void;
  layer_input_gradient(
    arena: ArenaBase, rows: number, outputs: number, inputs: number, d: Offset, dStride: number, transposed: Offset, h: Offset,
    g: Offset, gStride: number, activation: number,
  ): void;
  layer_weight_gradient(
    arena: ArenaBase, rows: number, inputs: number, outputs: number, x: Offset, xStride: number, d: Offset, dStride: number,
    weights: Offset, biases: Offset, accumulate: number,
  ): void;
  layer_transpose(arena: ArenaBase, inputs: number, outputs: number, weights: Offset, columns: number, transposed: Offset): void;
  /** Gives the floating-point operations of one iteration. */
  multiply_add_peak(arena: ArenaBase, iterations: number, result: Offset): number;
  elementwise_tanh(arena: ArenaBase, size: number, x: Offset, y: Offset): void;
  elementwise_exp(arena: ArenaBase, size: number, x: Offset, y: Offset): void;
  elementwise_log(arena: ArenaBase, size: number, x: Offset, y: Offset): void;
}

/** Memory of fixed size with the kernels that work on it. */
export interface Arena {
  /** A SharedArrayBuffer where threads work on it. */
  readonly buffer: ArrayBufferLike;
  /** What the kernels take as their first argument. */
  readonly base: ArenaBase;
  readonly kernels: Kernels;
  /** Ends its threads; the kernels work in the calling thread alone from then on. */
  close(): void;
}

/** One build of the kernels, compiled. */
export interface KernelLibrary {
  readonly build: KernelBuild;
  /** Where `auto` had to do without a native build: why. */
  readonly fallback: string | null;
  /** Floats per vector; rows of parameters and activations are padded to a multiple of it. */
  readonly vectorWidth: number;
  /** Rows of a register tile; blocks of rows are padded to a multiple of it. */
  readonly tileRows: number;
  /** Columns of a register tile: the width of a panel of weights. */
  readonly tileColumns: number;
  /** Most threads that may share the gradient of a minibatch. */
  readonly maxThreads: number;
  /** Where that is one: why. */
  readonly noThreads: string | null;
  /** Size of C's `struct Plan`. */
  readonly planBytes: number;
  /** First byte of an arena that is free for use. */
  readonly firstByte: number;
  /**
   * Zeroed memory of at least `bytes`, those before `firstByte` included.
   * @param threads that will work on it, up to `maxThreads`; one by default.
   * @throws RangeError from 2 GiB on.
   */
  allocate(bytes: number, threads?: number): Arena;
}

/** All choices, as a user may write them. */
export const kernelChoices: readonly KernelChoice[] = [
  'auto', 'native', 'wasm', 'native-avx512', 'native-avx2', 'native-neon', 'wasm-simd128', 'wasm-relaxed',
];

const libraries = new Map<KernelChoice, Promise<KernelLibrary>>();

/**
 * Loads the kernels; each choice only once.
 *
 * For any choice that may come out as `wasm-relaxed`, V8's flag for relaxed SIMD is turned on where it is off (Node 20).
 * @throws RangeError for an unknown choice; Error, with the reason, where a build or kind that was asked for cannot run.
 */
export async function loadKernels(choice: KernelChoice = 'auto'): Promise<KernelLibrary> {
  if (!kernelChoices.includes(choice)) throw new RangeError(`invalid kernels: ${choice}; expected one of ${kernelChoices.join(', ')}`);
  let library = libraries.get(choice);
  if (!library) {
    library = load(choice);
    library.catch(() => libraries.delete(choice));
    libraries.set(choice, library);
  }
  return library;
}

async function load(choice: KernelChoice): Promise<KernelLibrary> {
  switch (choice) {
    case 'auto': {
      const native = nativeLibraries();
      return native.libraries[0] ?? { ...(await loadKernels('wasm')), fallback: native.reason };
    }
    case 'wasm':
      enableRelaxedSimd();
      return loadKernels(isAccepted('wasm-relaxed') ? 'wasm-relaxed' : 'wasm-simd128');
    case 'wasm-relaxed':
      enableRelaxedSimd();
      return compileWasm(choice);
    case 'wasm-simd128':
      return compileWasm(choice);
    default:
      return findNative(choice, nativeLibraries());
  }
}

function findNative(choice: 'native' | NativeBuild, { libraries, reason }: NativeLibraries): KernelLibrary {
  const found = choice === 'native' ? libraries[0] : libraries.find(({ build }) => build === choice);
  if (found) return found;
  const known = libraries.map(({ build }) => build).join(', ');
  throw new Error(`kernels ${choice} cannot run here: ${reason ?? `this CPU runs ${known} only`}`);
}

/** The builds that can run here, fastest first. */
export function availableBuilds(): KernelBuild[] {
  enableRelaxedSimd();
  const wasm = (['wasm-relaxed', 'wasm-simd128'] as const).filter(isAccepted);
  return [...nativeLibraries().libraries.map(({ build }) => build), ...wasm];
}
