import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync, appendFileSync } from 'node:fs';
import type { RunRecord } from '../records.ts';

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

/** Opens, or creates, a log; a torn last line is cut off. */
export function openRecordLog(path: string): RecordLog {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  let lines = whole === '' ? [] : whole.slice(0, -1).split('\n');
  let position = lines.length;
  const file = openSync(path, 'a');
  if (whole.length < text.length) ftruncateSync(file, Buffer.byteLength(whole));

  return {
    get position() {
      return position;
    },
    append(records) {
      let fresh = '';
      for (const record of records) {
        const line = JSON.stringify(record);
        if (position < lines.length) {
          if (withoutWallClock(lines[position]!) !== withoutWallClock(line)) {
            throw new Error(`${path}: line ${position + 1} differs from the run repeated from its checkpoint`);
          }
        } else fresh += `${line}\n`;
        position++;
      }
      if (fresh !== '') writeWhole(file, fresh);
    },
    seek(update) {
      position = 0;
      if (update === 0) return;
      const last = lines.findIndex((line) => {
        if (!line.startsWith('{"type":"update"')) return false;
        return (JSON.parse(line) as { update: number }).update === update;
      });
      if (last < 0) throw new Error(`${path}: no record of update ${update}, which the checkpoint has; expected the log of the same run`);
      position = last + 1;
    },
    dropRest(droppedPath) {
      const rest = lines.slice(position);
      if (rest.length === 0) return 0;
      appendFileSync(droppedPath, `${rest.join('\n')}\n`);
      lines = lines.slice(0, position);
      ftruncateSync(file, Buffer.byteLength(lines.map((line) => `${line}\n`).join('')));
      return rest.length;
    },
    sync: () => fsyncSync(file),
    close: () => closeSync(file),
  };
}

/** A line as it stands but for what depends on the clock. */
function withoutWallClock(line: string): string {
  return JSON.stringify(JSON.parse(line), (key, value: unknown) => (key === 'wallSeconds' || key === 'charts/SPS' ? undefined : value));
}

function writeWhole(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let offset = 0; offset < bytes.length; ) offset += writeSync(file, bytes, offset);
}
