import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { readRecords, RecordError, type RunRecord } from '@cohort-rl/analysis';
import { FailureError } from '../errors.ts';

/** Bytes that are read at a time. */
const chunkSize = 1 << 20;

/** The records of a `records.jsonl`, piece by piece, so that a run of any length fits. @throws FailureError that names the file and the line. */
export function* readRunRecords(path: string): Generator<RunRecord[], void> {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    throw new FailureError(`${path}: ${(error as Error).message}`, { cause: error });
  }
  try {
    const decoder = new StringDecoder('utf8');
    const buffer = Buffer.alloc(chunkSize);
    let [rest, lines] = ['', 0];
    for (let size = readSync(file, buffer); size > 0; size = readSync(file, buffer)) {
      const text = rest + decoder.write(buffer.subarray(0, size));
      const end = text.lastIndexOf('\n') + 1;
      rest = text.slice(end);
      if (end === 0) continue;
      const whole = text.slice(0, end);
      yield parse(path, whole, lines);
      for (let at = whole.indexOf('\n'); at >= 0; at = whole.indexOf('\n', at + 1)) lines += 1;
    }
    if (rest !== '') yield parse(path, rest, lines);
  } finally {
    closeSync(file);
  }
}

function parse(path: string, text: string, linesBefore: number): RunRecord[] {
  try {
    return readRecords(text);
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    const message = error.message.replace(`line ${error.line}`, `line ${error.line + linesBefore}`);
    throw new FailureError(`${path}: ${message}`, { cause: error });
  }
}
