/** A tensor of a safetensors file. */
export interface SafetensorsTensor {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly values: Float32Array | Float64Array;
}

/** What a safetensors file holds. */
export interface SafetensorsContents {
  readonly tensors: ReadonlyMap<string, SafetensorsTensor>;
  /** Texts by name. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Bytes that are no safetensors file, or not one of these tensors. */
export class SafetensorsError extends Error {
  override readonly name = 'SafetensorsError';
}

const kinds = { F32: Float32Array, F64: Float64Array } as const;
/** Of the format's own reader. */
const largestHeader = 100_000_000;

/** A file of float32 and float64 tensors. Source: huggingface/safetensors, "Format". */
export function packSafetensors({ tensors, metadata }: SafetensorsContents): Uint8Array {
  let end = 0;
  const header = JSON.stringify({
    __metadata__: metadata,
    ...Object.fromEntries(
      Array.from(tensors, ([name, { shape, values }]) => {
        const start = end;
        end += values.byteLength;
        return [name, { dtype: values instanceof Float32Array ? 'F32' : 'F64', shape, data_offsets: [start, end] }];
      }),
    ),
  });
  const json = new TextEncoder().encode(header);
  // padded with spaces, so that the data is aligned
  const text = new Uint8Array(8 * Math.ceil(json.length / 8)).fill(32);
  text.set(json);
  const bytes = new Uint8Array(8 + text.length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  let at = 8 + text.length;
  for (const { values } of tensors.values()) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return bytes;
}

/** @throws SafetensorsError for bytes that are not such a file, whole and without gaps, or of other types than F32 and F64. */
export function unpackSafetensors(bytes: Uint8Array): SafetensorsContents {
  if (!(bytes instanceof Uint8Array)) throw new SafetensorsError('invalid file: no Uint8Array; expected the bytes of one');
  if (bytes.length < 8) throw new SafetensorsError(`invalid file of ${bytes.length} bytes; expected at least 8`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0, true));
  const start = 8 + length;
  if (length > largestHeader || start > bytes.length) throw new SafetensorsError(`invalid length of the header: ${length}; the file has ${bytes.length} bytes`);
  const header = parseHeader(bytes.subarray(8, start));
  const { __metadata__: metadata = {}, ...entries } = header;
  if (!isObject(metadata) || Object.values(metadata).some((value) => typeof value !== 'string')) throw new SafetensorsError('invalid metadata; expected texts by name');

  let end = 0;
  const tensors = Object.entries(entries).map(([name, entry]) => ({ name, ...checkEntry(name, entry, bytes.length - start) }));
  // in the order of their places, each begins where the one before ends
  for (const { name, offsets } of [...tensors].sort((a, b) => a.offsets[0] - b.offsets[0] || a.offsets[1] - b.offsets[1])) {
    if (offsets[0] !== end) throw new SafetensorsError(`invalid data_offsets of ${name}: from ${offsets[0]}; expected ${end}, without gap or overlap`);
    end = offsets[1];
  }
  if (start + end !== bytes.length) throw new SafetensorsError(`invalid length: ${bytes.length} bytes; expected ${start + end}, as the header says`);
  return {
    // a copy, for the place of the numbers in the file need not be aligned
    tensors: new Map(tensors.map(({ name, kind, shape, offsets }) => [name, { shape, values: new kinds[kind](bytes.slice(start + offsets[0], start + offsets[1]).buffer) }])),
    metadata: metadata as Record<string, string>,
  };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new SafetensorsError('invalid header: no JSON', { cause: error });
  }
  if (!isObject(header)) throw new SafetensorsError('invalid header: no object of tensors by name');
  return header;
}

function checkEntry(name: string, entry: unknown, size: number): { kind: keyof typeof kinds; shape: readonly number[]; offsets: readonly [number, number] } {
  if (!isObject(entry)) throw new SafetensorsError(`invalid entry of ${name}; expected dtype, shape and data_offsets`);
  const { dtype, shape, data_offsets: offsets } = entry;
  if (dtype !== 'F32' && dtype !== 'F64') throw new SafetensorsError(`invalid dtype of ${name}: ${String(dtype)}; expected F32 or F64`);
  if (!isSizes(shape)) throw new SafetensorsError(`invalid shape of ${name}: ${JSON.stringify(shape)}; expected integers of at least 0`);
  if (!isSizes(offsets) || offsets.length !== 2 || offsets[0]! > offsets[1]! || offsets[1]! > size) {
    throw new SafetensorsError(`invalid data_offsets of ${name}: ${JSON.stringify(offsets)}; expected two within the ${size} bytes of data, in order`);
  }
  const needed = shape.reduce((product, dimension) => product * dimension, kinds[dtype].BYTES_PER_ELEMENT);
  if (offsets[1]! - offsets[0]! !== needed) {
    throw new SafetensorsError(`invalid data_offsets of ${name}: ${offsets[1]! - offsets[0]!} bytes; expected ${needed}, as shape ${JSON.stringify(shape)} and dtype ${dtype} need`);
  }
  return { kind: dtype, shape, offsets: [offsets[0]!, offsets[1]!] };
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isSizes = (value: unknown): value is readonly number[] => Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
