const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value;
});

/** CRC-32C (Castagnoli; RFC 3720, appendix B.4) of `bytes` from `start` to `end`. */
export function crc32c(bytes: Uint8Array, start: number, end: number): number {
  let state = 0xffffffff;
  for (let i = start; i < end; i++) state = table[(state ^ bytes[i]!) & 0xff]! ^ (state >>> 8);
  return (state ^ 0xffffffff) >>> 0;
}
