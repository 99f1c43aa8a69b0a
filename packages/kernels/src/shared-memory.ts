/** Why threads cannot share memory here; null: they can. */
export function whyNoSharedMemory(): string | null {
  const { crossOriginIsolated, Worker, process } = globalThis as { crossOriginIsolated?: boolean; Worker?: unknown; process?: { getBuiltinModule?: unknown } };
  if (!Worker && !process?.getBuiltinModule) return 'this engine has no workers';
  if (crossOriginIsolated === false || typeof SharedArrayBuffer === 'undefined') {
    return 'memory is shared only in a cross-origin isolated page (its headers Cross-Origin-Opener-Policy and Cross-Origin-Embedder-Policy)';
  }
  return null;
}

/** Bytes of the one import of a build: the number of imports, `env` and `memory` with their lengths, and what kind it is. */
const importBytes = 13;
const importSection = 2;
const sharedWithMaximum = 3;
/** 65,536 pages, as LEB128: what a module allows, not what a memory has. */
const mostPages = [0x80, 0x80, 0x04];

/**
 * A build of the kernels for shared memory: the same code, with the memory it imports declared as shared.
 * @param binary a module whose only import is a memory without maximum, which its linker writes before all code.
 */
export function forSharedMemory(binary: Uint8Array): Uint8Array<ArrayBuffer> {
  let at = 8; // the magic number and the version
  while (binary[at] !== importSection) at = sectionEnd(binary, at);
  const end = sectionEnd(binary, at); // this section is short: its size takes a byte
  const imports = [...binary.subarray(at + 2, end)];
  imports.splice(importBytes, 1, sharedWithMaximum);
  imports.push(...mostPages);
  return Uint8Array.from([...binary.subarray(0, at), importSection, imports.length, ...imports, ...binary.subarray(end)]);
}

/** Behind the section at `at`: a byte for its kind, its size as LEB128, then as many bytes. */
function sectionEnd(binary: Uint8Array, at: number): number {
  let size = 0;
  let shift = 0;
  let byte;
  do {
    byte = binary[++at]!;
    size |= (byte & 0x7f) << shift;
    shift += 7;
  } while (byte >= 0x80);
  return at + 1 + size;
}
