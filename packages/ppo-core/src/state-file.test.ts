import { describe, expect, test } from '@jest/globals';
import { crc32 } from './crc32.ts';
import { StateError } from './errors.ts';
import { packState, unpackState } from './state-file.ts';

const contents = {
  header: { name: 'β', numbers: [1, 0.1, -0] },
  arrays: { floats: Float32Array.of(0.1, NaN, -0), ints: Int32Array.of(-1, 2 ** 31 - 1), bytes: Uint8Array.of(0, 255) },
};

describe('state bytes', () => {
  test('give back what was packed', () => {
    const { header, arrays } = unpackState(packState(contents));
    expect(header).toEqual({ name: 'β', numbers: [1, 0.1, 0] });
    expect(arrays).toEqual(contents.arrays);
  });

  test('are read from the middle of a larger buffer', () => {
    const bytes = packState(contents);
    const padded = new Uint8Array(bytes.length + 7);
    padded.set(bytes, 3);
    expect(unpackState(padded.subarray(3, 3 + bytes.length)).arrays).toEqual(contents.arrays);
  });

  test('are refused when any bit is flipped or any tail is missing', () => {
    const bytes = packState(contents);
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const flipped = bytes.slice();
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => unpackState(flipped)).toThrow(StateError);
    }
    for (let length = 0; length < bytes.length; length++) expect(() => unpackState(bytes.subarray(0, length))).toThrow(StateError);
  });

  test('of another version are refused, and it is named', () => {
    const bytes = packState(contents);
    new DataView(bytes.buffer).setUint16(6, 2, true);
    expect(() => unpackState(bytes)).toThrow('invalid state: format version 2; expected 1');
  });

  test('the checksum is that of zlib', () => {
    // python: zlib.crc32(b'123456789')
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
  });
});
