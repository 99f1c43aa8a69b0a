type NumberArray = Float64Array | Int32Array;

/** The array's bytes as hexadecimal text: exact for every number, and JSON. */
export function encodeArray(array: NumberArray): string {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  let text = '';
  for (const byte of bytes) text += (byte < 16 ? '0' : '') + byte.toString(16);
  return text;
}

/**
 * Writes encoded bytes back into an array.
 * @throws TypeError when the text is not the hexadecimal form of as many bytes.
 */
export function decodeArray(name: string, text: unknown, array: NumberArray): void {
  if (typeof text !== 'string' || text.length !== 2 * array.byteLength || !/^[0-9a-f]*$/.test(text)) {
    throw new TypeError(`invalid state: ${name}; expected ${array.byteLength} bytes in hexadecimal`);
  }
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16);
}
