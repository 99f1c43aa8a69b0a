import sourceDigest from './generated/source-digest.ts';
import type { KernelLibrary, Kernels, NativeBuild } from './library.ts';

/** What `native/addon.c` exports. */
interface Addon {
  readonly builds: readonly {
    readonly name: 'avx512' | 'avx2' | 'neon';
    readonly vectorWidth: number;
    readonly tileRows: number;
    readonly tileColumns: number;
    readonly planBytes: number;
    readonly kernels: Kernels;
  }[];
  /** Digest of the sources that it was built from. */
  readonly sources: string;
  readonly maxThreads: number;
  allocate(bytes: number): ArrayBuffer;
}

interface NodeProcess {
  readonly platform: string;
  readonly arch: string;
  getBuiltinModule?(id: 'node:module'): { createRequire(from: string): (id: string) => unknown } | undefined;
}

/** The native builds that this CPU runs, fastest first; or why there is none. */
export interface NativeLibraries {
  readonly libraries: readonly (KernelLibrary & { readonly build: NativeBuild })[];
  readonly reason: string | null;
}

/** A place's offset of 0 means that there is none, so that nothing may lie there. */
const firstByte = 64;

const { process } = globalThis as { process?: NodeProcess };
const platform = `${process?.platform}-${process?.arch}`;

let loaded: NativeLibraries | undefined;

/** Looks for the addon where `npm run setup` builds it, then in the package that is published for this platform; only once. */
export function nativeLibraries(): NativeLibraries {
  loaded ??= loadAddon(['../native/kernels.node', `@cohort-rl/kernels-${platform}`]);
  return loaded;
}

/** The libraries of the first addon that loads; `places` as for `require`. */
export function loadAddon(places: readonly string[]): NativeLibraries {
  const require = process?.getBuiltinModule?.('node:module')?.createRequire(import.meta.url);
  if (!require) return { libraries: [], reason: 'native kernels need Node' };
  const failures: string[] = [];
  for (const place of places) {
    try {
      const addon = require(place) as Addon;
      // other sources: another layout of memory
      if (addon.sources !== sourceDigest) {
        failures.push(`${place} is built from other sources; npm run setup builds it anew`);
        continue;
      }
      const libraries = librariesOf(addon);
      return { libraries, reason: libraries.length > 0 ? null : 'this CPU has no instruction set that a native build is made for' };
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      if (code !== 'MODULE_NOT_FOUND') failures.push(`${place} does not load (${message.split('\n')[0]})`);
    }
  }
  const missing = `no native build for ${platform} is installed; npm run setup makes one where it finds a C compiler`;
  return { libraries: [], reason: failures[0] ?? missing };
}

function librariesOf({ builds, maxThreads, allocate }: Addon): NativeLibraries['libraries'] {
  return builds.map(({ name, kernels, ...sizes }) => ({
    ...sizes,
    build: `native-${name}` as const,
    fallback: null,
    maxThreads,
    noThreads: null,
    firstByte,
    allocate(bytes) {
      if (bytes >= 2 ** 31) throw new RangeError(`invalid sizes: they need ${bytes} bytes; expected less than 2 GiB`);
      const buffer = allocate(bytes);
      return { buffer, base: buffer, kernels, close() {} }; // its threads belong to the process, and end by themselves
    },
  }));
}
