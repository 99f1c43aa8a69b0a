import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import type { RunRecord } from '../records.ts';
import { linesOf, parseLine } from './file-lines.ts';

/** An append-only file of one JSON object a line, that a resumed run replays into. */
export interface RecordLog {
  /** Lines written or verified since opening, and those before the place of `seek`. */
  readonly position: number;
  /**
   * Appends records. Where the log already has lines at this place (a resumed run makes them again), they are compared, wall-clock
   * values apart, and not written twice.
   * @throws Error when a line differs from the one already there.
   */
  append(records: readonly RunRecord[]): void;
  /** Goes to the place after the line of update `update` (0: the start). @throws Error when the log does not reach that far. */
  seek(update: number): void;
  /** Moves the lines after the present place to `droppedPath`, for a run that cannot be repeated to the bit. Returns how many. */
  dropRest(droppedPath: string): number;
  /** Makes what was written durable. */
  sync(): void;
  close(): void;
}

/** Opens, or creates, a log of any length; a torn last line is cut off. */
export function openRecordLog(path: string): RecordLog {
  const file = openSync(path, 'a+');
  let position = 0;
  let end = 0;
  for (const line of linesOf(file)) {
    position++;
    ({ end } = line);
  }
  if (fstatSync(file).size > end) ftruncateSync(file, end);
  // lines that a resumed run makes again: those from `verified` on lie after the present place, which is at byte `end`
  let ahead: { readonly text: string; readonly end: number }[] = [];
  let verified = 0;

  return {
    get position() {
      return position;
    },
    append(records) {
      let fresh = '';
      for (const record of records) {
        const line = JSON.stringify(record);
        const present = ahead[verified];
        if (present) {
          if (withoutWallClock(parseLine(path, present.text, position + 1)) !== withoutWallClock(record)) {
            throw new Error(`${path}: line ${position + 1} differs from the run repeated from its checkpoint`);
          }
          ({ end } = present);
          verified++;
        } else fresh += `${line}\n`;
        position++;
      }
      if (fresh !== '') writeWhole(file, fresh);
    },
    seek(update) {
      position = 0;
      end = 0;
      ahead = [];
      verified = 0;
      let isFound = update === 0;
      for (const line of linesOf(file)) {
        if (isFound) ahead.push({ text: line.bytes.toString(), end: line.end });
        else {
          position++;
          ({ end } = line);
          const isUpdate = line.bytes.subarray(0, updateHead.length).equals(updateHead);
          isFound = isUpdate && (parseLine(path, line.bytes.toString(), position) as { update?: unknown }).update === update;
        }
      }
      if (!isFound) throw new Error(`${path}: no record of update ${update}, which the checkpoint has; expected the log of the same run`);
    },
    dropRest(droppedPath) {
      const rest = ahead.slice(verified);
      if (rest.length === 0) return 0;
      const dropped = openSync(droppedPath, 'a');
      try {
        for (const { text } of rest) writeWhole(dropped, `${text}\n`);
        // the lines must last there before they are gone here
        fsyncSync(dropped);
      } finally {
        closeSync(dropped);
      }
      ahead = [];
      verified = 0;
      ftruncateSync(file, end);
      return rest.length;
    },
    sync: () => fsyncSync(file),
    close: () => closeSync(file),
  };
}

const updateHead = Buffer.from('{"type":"update"');

/** A record as it is written but for what depends on the clock. */
function withoutWallClock(record: unknown): string {
  return JSON.stringify(record, (key, value: unknown) => (key === 'wallSeconds' || key === 'charts/SPS' ? undefined : value));
}

function writeWhole(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let offset = 0; offset < bytes.length; ) offset += writeSync(file, bytes, offset);
}
