import { crc32c } from './crc32.ts';
import { bytesField, concatenate, float32Field, float64Field, integerField, textField } from './protobuf-writer.ts';
import type { RunRecord } from './records.ts';

/** The record that a TensorBoard event file begins with. @param wallTime seconds since 1970 */
export const eventFileHead = (wallTime: number): Uint8Array => framed(concatenate(float64Field(1, wallTime), textField(3, 'brain.Event:2')));

/**
 * Records of a run as records of a TensorBoard event file, to be appended: the metrics of updates under their own names, and of each evaluation
 * the mean return as `evaluation/<task>`. Values are float32, as CleanRL and Stable-Baselines3 write them; what is not finite is left out.
 * Source: TensorFlow's `record_writer.h` (framing), `event.proto` and `summary.proto`.
 * @param startTime seconds since 1970 at which training began; events lie as many seconds later as training took.
 */
export function eventsOf(records: readonly RunRecord[], startTime: number): Uint8Array {
  let seconds = 0;
  // an evaluation stands before the update that it belongs to
  const times = new Map<RunRecord, number>();
  for (const record of records.toReversed()) {
    if (record.type === 'update') seconds = record.wallSeconds;
    times.set(record, seconds);
  }
  const events = records.flatMap((record) => {
    const scalars = Object.entries(scalarsOf(record)).filter(([, value]) => Number.isFinite(value));
    return scalars.length === 0 ? [] : [framed(event(startTime + times.get(record)!, record.step, scalars))];
  });
  return concatenate(...events);
}

function scalarsOf(record: RunRecord): Readonly<Record<string, number>> {
  if (record.type === 'update') return record.metrics;
  if (record.type !== 'evaluation' || record.returns.length === 0) return {};
  return { [`evaluation/${record.task}`]: record.returns.reduce((sum, value) => sum + value, 0) / record.returns.length };
}

/** Event: wall_time 1, step 2, summary 5; Summary: value 1; its tag 1, simple_value 2. */
function event(wallTime: number, step: number, scalars: readonly (readonly [tag: string, value: number])[]): Uint8Array {
  const values = scalars.map(([tag, value]) => bytesField(1, concatenate(textField(1, tag), float32Field(2, value))));
  return concatenate(float64Field(1, wallTime), integerField(2, step), bytesField(5, concatenate(...values)));
}

/** 8 bytes of length and their checksum, the record and its checksum. */
function framed(record: Uint8Array): Uint8Array {
  const length = new Uint8Array(new BigUint64Array([BigInt(record.length)]).buffer);
  return concatenate(length, maskedChecksum(length), record, maskedChecksum(record));
}

/** TFRecord's masking of a checksum, so that one of data that holds checksums stays sound. */
function maskedChecksum(bytes: Uint8Array): Uint8Array {
  const value = crc32c(bytes);
  return new Uint8Array(Uint32Array.of(((value >>> 15) | (value << 17)) + 0xa282ead8).buffer);
}
