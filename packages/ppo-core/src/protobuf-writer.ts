// Fields of protocol-buffer messages as bytes. Source: protocol buffers, "Encoding".

/** Parts one after the other: a message is its fields. */
export function concatenate(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

/** An integer from 0 to 2⁵³ − 1, or a boolean or an enumeration as one. */
export const integerField = (field: number, value: number): Uint8Array => concatenate(key(field, 0), varint(value));

export const float32Field = (field: number, value: number): Uint8Array => concatenate(key(field, 5), new Uint8Array(Float32Array.of(value).buffer));

export const float64Field = (field: number, value: number): Uint8Array => concatenate(key(field, 1), new Uint8Array(Float64Array.of(value).buffer));

/** Bytes, or a message inside. */
export const bytesField = (field: number, bytes: Uint8Array): Uint8Array => concatenate(key(field, 2), varint(bytes.length), bytes);

/** UTF-8. */
export const textField = (field: number, text: string): Uint8Array => bytesField(field, new TextEncoder().encode(text));

const key = (field: number, wireType: number): Uint8Array => varint(8 * field + wireType);

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
