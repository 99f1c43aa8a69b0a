import { crc32c } from './crc32c.ts';
import { protobufFields } from './protobuf.ts';

/** One scalar of a TensorBoard event file. */
export interface ScalarEvent {
  readonly tag: string;
  readonly step: number;
  readonly value: number;
  /** Seconds since 1970. */
  readonly wallTime: number;
}

/** An event file that is damaged. */
export class EventFileError extends Error {
  override readonly name = 'EventFileError';
  /** Where the damaged record starts, in bytes. */
  readonly offset: number;

  constructor(offset: number, problem: string) {
    super(`invalid event file at byte ${offset}: ${problem}`);
    this.offset = offset;
  }
}

/**
 * The scalars of a TensorBoard event file (`events.out.tfevents.*`), in their order: those stored as a plain value, as CleanRL,
 * Stable-Baselines3 and Cohort write them, and those stored as a tensor of one float or double. Histograms, images, text and
 * hyperparameters are left out. A last record that was torn by the end of its process is left out too.
 * Source: TensorFlow's `record_writer.h` (framing), `event.proto`, `summary.proto`, `tensor.proto`.
 * @throws EventFileError for a record whose checksum is wrong or that is not an event.
 */
export function readScalarEvents(bytes: Uint8Array): ScalarEvent[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const events: ScalarEvent[] = [];
  // 8 bytes of length and their checksum, the record and its checksum
  for (let offset = 0; offset + 12 <= bytes.length; ) {
    if (maskedChecksum(bytes, offset, offset + 8) !== view.getUint32(offset + 8, true)) throw new EventFileError(offset, 'wrong checksum of a length');
    const [start, length] = [offset + 12, Number(view.getBigUint64(offset, true))];
    if (start + length + 4 > bytes.length) break;
    if (maskedChecksum(bytes, start, start + length) !== view.getUint32(start + length, true)) throw new EventFileError(offset, 'wrong checksum of a record');
    try {
      readEvent(bytes, view, start, start + length, events);
    } catch (error: unknown) {
      throw new EventFileError(offset, error instanceof Error ? error.message : String(error));
    }
    offset = start + length + 4;
  }
  return events;
}

/** TFRecord's masking of a checksum, so that one of data that holds checksums stays sound. */
function maskedChecksum(bytes: Uint8Array, start: number, end: number): number {
  const value = crc32c(bytes, start, end);
  return (((value >>> 15) | (value << 17)) + 0xa282ead8) >>> 0;
}

/** Event: wall_time 1, step 2, summary 5. */
function readEvent(bytes: Uint8Array, view: DataView, start: number, end: number, events: ScalarEvent[]): void {
  let [wallTime, step] = [0, 0];
  const values: { tag: string; value: number }[] = [];
  for (const field of protobufFields(bytes, start, end)) {
    if (field.number === 1) wallTime = view.getFloat64(field.start, true);
    else if (field.number === 2) step = field.varint ?? 0;
    else if (field.number === 5) {
      for (const value of protobufFields(bytes, field.start, field.end)) {
        if (value.number !== 1) continue;
        const scalar = readValue(bytes, view, value.start, value.end);
        if (scalar) values.push(scalar);
      }
    }
  }
  for (const { tag, value } of values) events.push({ tag, step, value, wallTime });
}

/** Summary.Value: tag 1, simple_value 2, tensor 8. */
function readValue(bytes: Uint8Array, view: DataView, start: number, end: number): { tag: string; value: number } | null {
  let tag = '';
  let value: number | null = null;
  for (const field of protobufFields(bytes, start, end)) {
    if (field.number === 1) tag = readText(bytes, field.start, field.end);
    else if (field.number === 2) value = view.getFloat32(field.start, true);
    else if (field.number === 8) value = readTensor(bytes, view, field.start, field.end);
  }
  return value === null ? null : { tag, value };
}

/** TensorProto: dtype 1 (float 1, double 2), tensor_content 4, float_val 5, double_val 6. Null where it is not one such number. */
function readTensor(bytes: Uint8Array, view: DataView, start: number, end: number): number | null {
  let size = 0;
  const data: { start: number; end: number }[] = [];
  for (const field of protobufFields(bytes, start, end)) {
    if (field.number === 1) size = field.varint === 1 ? 4 : field.varint === 2 ? 8 : 0;
    else if (field.number >= 4 && field.number <= 6) data.push(field);
  }
  const [only] = data;
  if (data.length !== 1 || size === 0 || only!.end - only!.start !== size) return null;
  return size === 4 ? view.getFloat32(only!.start, true) : view.getFloat64(only!.start, true);
}

/** UTF-8. */
function readText(bytes: Uint8Array, start: number, end: number): string {
  let encoded = '';
  for (let i = start; i < end; i++) encoded += `%${bytes[i]!.toString(16).padStart(2, '0')}`;
  return decodeURIComponent(encoded);
}
