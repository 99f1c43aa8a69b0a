import type { Json } from '@cohort-rl/rollouts';
import { crc32 } from './crc32.ts';
import { StateError } from './errors.ts';

const arrayTypes = { float32: Float32Array, int32: Int32Array, uint8: Uint8Array };

type StateArray = Float32Array | Int32Array | Uint8Array;

/** What a state's bytes hold: a JSON header and named arrays. */
export interface StateContents {
  readonly header: { readonly [key: string]: Json };
  readonly arrays: { readonly [name: string]: StateArray };
}

const magic = new TextEncoder().encode('COHORT');
const version = 1;
const checksumOffset = magic.length + 2;
const lengthOffset = checksumOffset + 4;
const headerOffset = lengthOffset + 4;

const typeOf = (array: StateArray): keyof typeof arrayTypes =>
  array instanceof Float32Array ? 'float32' : array instanceof Int32Array ? 'int32' : 'uint8';

const bytesOf = (array: StateArray): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/**
 * Packs a state: `COHORT`, version (u16), CRC-32 of all that follows it (u32), length of the header (u32), the header as JSON in
 * UTF-8, then each array's bytes in the order that the header names them. Little-endian, as every engine's typed arrays are.
 */
export function packState({ header, arrays }: StateContents): Uint8Array {
  const entries = Object.entries(arrays);
  const layout = entries.map(([name, array]) => ({ name, type: typeOf(array), length: array.length }));
  const json = new TextEncoder().encode(JSON.stringify({ ...header, arrays: layout }));
  const bytes = new Uint8Array(headerOffset + json.length + entries.reduce((sum, [, { byteLength }]) => sum + byteLength, 0));
  const view = new DataView(bytes.buffer);
  bytes.set(magic);
  view.setUint16(magic.length, version, true);
  view.setUint32(lengthOffset, json.length, true);
  bytes.set(json, headerOffset);
  let offset = headerOffset + json.length;
  for (const [, array] of entries) {
    bytes.set(bytesOf(array), offset);
    offset += array.byteLength;
  }
  view.setUint32(checksumOffset, crc32(bytes.subarray(lengthOffset)), true);
  return bytes;
}

/** @throws StateError for bytes of another kind or version, cut short, changed in any bit, or that no `packState` wrote. */
export function unpackState(bytes: Uint8Array): StateContents {
  if (!(bytes instanceof Uint8Array) || bytes.length < headerOffset || magic.some((byte, i) => bytes[i] !== byte)) {
    throw new StateError('invalid state: these bytes are not the state of an agent');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = view.getUint16(magic.length, true);
  if (found !== version) throw new StateError(`invalid state: format version ${found}; expected ${version}`);
  if (view.getUint32(checksumOffset, true) !== crc32(bytes.subarray(lengthOffset))) {
    throw new StateError('invalid state: the checksum differs, so the bytes are damaged or incomplete');
  }
  const jsonEnd = headerOffset + view.getUint32(lengthOffset, true);
  const { arrays: layout, ...header } = parseHeader(bytes.subarray(headerOffset, jsonEnd), bytes.length - jsonEnd);
  let offset = jsonEnd;
  const arrays = layout.map(({ name, type, length }) => {
    const array = new arrayTypes[type](length);
    bytesOf(array).set(bytes.subarray(offset, offset + array.byteLength));
    offset += array.byteLength;
    return [name, array] as const;
  });
  return { header, arrays: Object.fromEntries(arrays) };
}

interface ArrayEntry {
  readonly name: string;
  readonly type: keyof typeof arrayTypes;
  readonly length: number;
}

/** The header, whose arrays fill `size` bytes. @throws StateError for any other: a checksum finds damage, not what was never a state. */
function parseHeader(json: Uint8Array, size: number): { readonly arrays: readonly ArrayEntry[] } & Record<string, Json> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder().decode(json));
  } catch (error) {
    throw new StateError('invalid state: its header is no JSON', { cause: error });
  }
  const { arrays } = (header ?? {}) as { readonly arrays?: unknown };
  if (!Array.isArray(arrays) || !arrays.every(isEntry)) throw new StateError('invalid state: its header does not say which arrays follow');
  const expected = arrays.reduce((sum, { type, length }) => sum + length * arrayTypes[type].BYTES_PER_ELEMENT, 0);
  if (expected !== size) throw new StateError(`invalid state: ${size} bytes of arrays; expected ${expected}, as its header says`);
  return header as { readonly arrays: readonly ArrayEntry[] } & Record<string, Json>;
}

function isEntry(entry: unknown): entry is ArrayEntry {
  const { name, type, length } = (entry ?? {}) as Partial<ArrayEntry>;
  return typeof name === 'string' && typeof type === 'string' && Object.hasOwn(arrayTypes, type) && Number.isSafeInteger(length) && length! >= 0;
}
