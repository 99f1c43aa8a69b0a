/** One field of a protocol-buffer message. */
export interface ProtobufField {
  readonly number: number;
  /** Of wire type 0: a varint. Exact up to 2⁵³; a negative one (ten bytes) is read as such. */
  readonly varint?: number;
  /** Of wire types 1 (8 bytes), 2 (a string or a message inside) and 5 (4 bytes): where its bytes are. */
  readonly start: number;
  readonly end: number;
}

/**
 * The fields of a message in their order, whatever they mean.
 * Source: protocol buffers, "Encoding".
 * @throws RangeError where a field does not end inside the message, or has a wire type that is none of these.
 */
export function* protobufFields(bytes: Uint8Array, start: number, end: number): Generator<ProtobufField> {
  let at = start;
  const varint = (): number => {
    let [value, scale] = [0, 1];
    for (let length = 0; length < 10; length++) {
      if (at >= end) throw new RangeError('invalid message: a number is cut off');
      const byte = bytes[at++]!;
      value += (byte & 0x7f) * scale;
      scale *= 128;
      if (byte < 0x80) return value >= 2 ** 63 ? value - 2 ** 64 : value;
    }
    throw new RangeError('invalid message: a number of more than ten bytes');
  };
  while (at < end) {
    const key = varint();
    const [number, wireType] = [Math.floor(key / 8), key % 8];
    if (wireType === 0) {
      const first = at;
      yield { number, varint: varint(), start: first, end: at };
      continue;
    }
    const length = wireType === 1 ? 8 : wireType === 5 ? 4 : wireType === 2 ? varint() : NaN;
    if (!(at + length <= end)) throw new RangeError(`invalid message: field ${number} of wire type ${wireType} does not fit`);
    at += length;
    yield { number, start: at - length, end: at };
  }
}
