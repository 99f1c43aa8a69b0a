/** CRC-32 with the reflected `polynomial`, as an unsigned integer. */
function checksumOf(polynomial: number): (bytes: Uint8Array) => number {
  const table = Uint32Array.from({ length: 256 }, (_, byte) => {
    let remainder = byte;
    for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? (remainder >>> 1) ^ polynomial : remainder >>> 1;
    return remainder;
  });
  return (bytes) => {
    let remainder = 0xffffffff;
    for (const byte of bytes) remainder = (remainder >>> 8) ^ table[(remainder ^ byte) & 0xff]!;
    return (remainder ^ 0xffffffff) >>> 0;
  };
}

/** CRC-32 (ISO 3309). */
export const crc32 = checksumOf(0xedb88320);

/** CRC-32C (Castagnoli; RFC 3720, appendix B.4). */
export const crc32c = checksumOf(0x82f63b78);
