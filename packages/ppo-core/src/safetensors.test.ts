import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { packSafetensors, SafetensorsError, unpackSafetensors, type SafetensorsContents } from './safetensors.ts';

const tensors = fc.array(
  fc.record({
    name: fc.string().filter((name) => name !== '__metadata__'),
    shape: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }),
    isDouble: fc.boolean(),
  }),
  { maxLength: 5 },
);

const contents: fc.Arbitrary<SafetensorsContents> = fc.tuple(tensors, fc.dictionary(fc.string(), fc.string()), fc.nat()).map(([list, metadata, seed]) => ({
  metadata,
  tensors: new Map(
    list.map(({ name, shape, isDouble }, k) => {
      const values = Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(seed + 7 * k + i));
      return [name, { shape, values: isDouble ? values : Float32Array.from(values) }];
    }),
  ),
}));

/** A file with this header, padded or not, and so many bytes of data. */
function file(header: string, dataBytes: number, length = Buffer.byteLength(header)): Uint8Array {
  const bytes = new Uint8Array(8 + Buffer.byteLength(header) + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(new TextEncoder().encode(header), 8);
  return bytes;
}

const entry = (change: object = {}): object => ({ dtype: 'F32', shape: [2], data_offsets: [0, 8], ...change });
const json = (value: unknown): string => JSON.stringify(value);

test('what is packed is unpacked, wherever it lies, and the data is aligned', () => {
  fc.assert(
    fc.property(contents, fc.integer({ min: 0, max: 7 }), (given, shift) => {
      const packed = packSafetensors(given);
      expect(new DataView(packed.buffer).getUint32(0, true) % 8).toBe(0);
      const moved = new Uint8Array(packed.length + shift);
      moved.set(packed, shift);
      const found = unpackSafetensors(moved.subarray(shift));
      expect(new Map([...found.tensors].sort(([a], [b]) => (a < b ? -1 : 1)))).toEqual(new Map([...given.tensors].sort(([a], [b]) => (a < b ? -1 : 1))));
      expect({ ...found.metadata }).toEqual({ ...given.metadata });
    }),
  );
});

test("a file of the format's own writer is read", () => {
  // safetensors.numpy.save({'a': [[1.5, -2]] as float32, 'b': [0.1] as float64}, metadata={'k': 'v'}), safetensors 0.8.0
  const hexadecimal =
    '88000000000000007b225f5f6d657461646174615f5f223a7b226b223a2276227d2c2262223a7b226474797065223a22463634222c22736861706522' +
    '3a5b315d2c22646174615f6f666673657473223a5b302c385d7d2c2261223a7b226474797065223a22463332222c227368617065223a5b312c325d2c' +
    '22646174615f6f666673657473223a5b382c31365d7d7d209a9999999999b93f0000c03f000000c0';
  const { tensors: found, metadata } = unpackSafetensors(Uint8Array.from(Buffer.from(hexadecimal, 'hex')));
  expect(metadata).toEqual({ k: 'v' });
  expect([...found].sort()).toEqual([
    ['a', { shape: [1, 2], values: Float32Array.of(1.5, -2) }],
    ['b', { shape: [1], values: Float64Array.of(0.1) }],
  ]);
});

describe('hostile files are refused with what is wrong', () => {
  test.each<[string, Uint8Array, string]>([
    ['no length', new Uint8Array(7), 'invalid file of 7 bytes; expected at least 8'],
    ['a header longer than the file', file('{}', 0, 3), 'invalid length of the header: 3; the file has 10 bytes'],
    ['a header of 2⁶⁴ − 1 bytes', Uint8Array.from({ length: 8 }, () => 255), 'invalid length of the header: 18446744073709552000'],
    ['a header cut short', file('{"a":1}', 0, 4), 'invalid header: '],
    ['a header that is no UTF-8', Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0xff), 'invalid header: '],
    ['a header that is no object', file('[]', 0), 'invalid header: no object of tensors by name'],
    ['metadata that is no text', file(json({ __metadata__: { a: 1 } }), 0), 'invalid metadata; expected texts by name'],
    ['an entry that is none', file(json({ a: 3 }), 0), 'invalid entry of a; expected dtype, shape and data_offsets'],
    ['another dtype', file(json({ a: entry({ dtype: 'BF16' }) }), 8), 'invalid dtype of a: BF16; expected F32 or F64'],
    ['no dtype', file(json({ a: entry({ dtype: undefined }) }), 8), 'invalid dtype of a: undefined; expected F32 or F64'],
    ['a negative dimension', file(json({ a: entry({ shape: [-1, -2] }) }), 8), 'invalid shape of a: [-1,-2]; expected integers of at least 0'],
    ['a fraction of a dimension', file(json({ a: entry({ shape: [0.5, 4] }) }), 8), 'invalid shape of a: [0.5,4]'],
    ['a shape that needs more', file(json({ a: entry({ shape: [3] }) }), 8), 'invalid data_offsets of a: 8 bytes; expected 12, as shape [3] and dtype F32 need'],
    ['a dtype that needs more', file(json({ a: entry({ dtype: 'F64' }) }), 8), 'invalid data_offsets of a: 8 bytes; expected 16'],
    ['a shape too large for memory', file(json({ a: entry({ shape: [2 ** 40, 2 ** 40] }) }), 8), 'invalid data_offsets of a: 8 bytes'],
    ['offsets beyond the data', file(json({ a: entry({ data_offsets: [8, 16] }) }), 8), 'invalid data_offsets of a: [8,16]; expected two within the 8 bytes of data, in order'],
    ['offsets in the wrong order', file(json({ a: entry({ data_offsets: [8, 0] }) }), 8), 'invalid data_offsets of a: [8,0]'],
    ['one offset', file(json({ a: entry({ data_offsets: [8] }) }), 8), 'invalid data_offsets of a: [8]'],
    ['tensors that overlap', file(json({ a: entry(), b: entry({ data_offsets: [4, 12] }) }), 12), 'invalid data_offsets of b: from 4; expected 8, without gap or overlap'],
    ['two tensors in one place', file(json({ a: entry(), b: entry() }), 8), 'invalid data_offsets of b: from 0; expected 8, without gap or overlap'],
    ['a gap', file(json({ a: entry({ data_offsets: [4, 12] }) }), 12), 'invalid data_offsets of a: from 4; expected 0, without gap or overlap'],
    ['bytes left over', file(json({ a: entry() }), 9), 'expected '],
  ])('%s', (_name, bytes, message) => {
    expect(() => unpackSafetensors(bytes)).toThrow(message);
    expect(() => unpackSafetensors(bytes)).toThrow(SafetensorsError);
  });

  test('any bytes at all, and any change of a file, are read or refused', () => {
    const whole = packSafetensors({ tensors: new Map([['a', { shape: [2, 2], values: Float32Array.of(1, 2, 3, 4) }]]), metadata: { k: 'v' } });
    const read = (bytes: Uint8Array): void => {
      try {
        unpackSafetensors(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(SafetensorsError);
      }
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), read));
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), (at, value, length) => {
        const changed = whole.slice();
        changed[at] = value;
        read(changed);
        if (length < whole.length) expect(() => unpackSafetensors(whole.subarray(0, length))).toThrow(SafetensorsError);
      }),
    );
  });
});
