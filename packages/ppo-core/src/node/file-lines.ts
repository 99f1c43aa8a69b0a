import { readSync } from 'node:fs';

/** A line of a file, without its end. */
export interface FileLine {
  readonly bytes: Buffer;
  /** Offset in the file of what follows the line. */
  readonly end: number;
}

const chunkSize = 2 ** 20;
const newline = 10;

/** The lines of an open file, read piece by piece: it may be longer than any string. What follows the last line's end, a torn line, is left out. */
export function* linesOf(file: number): Generator<FileLine, void> {
  const chunk = Buffer.alloc(chunkSize);
  let torn = Buffer.alloc(0);
  let [start, position] = [0, 0];
  for (;;) {
    const size = readSync(file, chunk, 0, chunkSize, position);
    if (size === 0) return;
    position += size;
    const bytes = Buffer.concat([torn, chunk.subarray(0, size)]);
    let from = 0;
    for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, from)) {
      yield { bytes: bytes.subarray(from, at), end: start + at + 1 };
      from = at + 1;
    }
    torn = bytes.subarray(from);
    start += from;
  }
}

/** The value in the line of that number, from 1. @throws Error that names file and line, for one that is damaged. */
export function parseLine(path: string, text: string, number: number): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${path}: line ${number} is damaged: it is no JSON`, { cause: error });
  }
}
