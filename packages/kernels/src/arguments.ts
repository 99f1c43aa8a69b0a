type Argument = Float32Array | Uint8Array | Int32Array;

/** Below this many numbers a loop copies faster than a call of `set`. */
const shortCopy = 128;

/** Passing arrays to kernels: views on the arena as they are, others through buffers of `bufferRows` rows in it. */
export interface Arguments {
  /** Rows that one kernel call may take: all of them where no copy is needed. */
  chunkOf(numRows: number, ...args: readonly (Argument | null)[]): number;
  /** Byte offset of rows of an input, copied to `buffer` where they lie outside. */
  place(array: Argument, row: number, rows: number, size: number, buffer: number): number;
  /** Byte offset to write rows of a result to. */
  placeResult(array: Argument, row: number, size: number, buffer: number): number;
  /** Copies rows of a result to where they belong, if that lies outside. */
  takeResult(array: Float32Array, row: number, rows: number, size: number, buffer: number): void;
}

export function argumentsOf(arena: ArrayBufferLike, bufferRows: number): Arguments {
  const floats = new Float32Array(arena);
  const bytes = new Uint8Array(arena);
  const integers = new Int32Array(arena);
  return {
    chunkOf(numRows, ...args) {
      for (const array of args) if (array && array.buffer !== arena) return bufferRows;
      return numRows;
    },
    place(array, row, rows, size, buffer) {
      const first = row * size;
      if (array.buffer === arena) return array.byteOffset + first * array.BYTES_PER_ELEMENT;
      const target = array instanceof Float32Array ? floats : array instanceof Int32Array ? integers : bytes;
      copy(array, first, target, buffer / array.BYTES_PER_ELEMENT, rows * size);
      return buffer;
    },
    placeResult(array, row, size, buffer) {
      return array.buffer === arena ? array.byteOffset + row * size * array.BYTES_PER_ELEMENT : buffer;
    },
    takeResult(array, row, rows, size, buffer) {
      if (array.buffer !== arena) copy(floats, buffer / 4, array, row * size, rows * size);
    },
  };
}

function copy(from: Argument, first: number, to: Argument, target: number, length: number): void {
  if (length > shortCopy) to.set(from.subarray(first, first + length), target);
  else for (let i = 0; i < length; i++) to[target + i] = from[first + i]!;
}
