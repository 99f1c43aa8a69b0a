import { PNG } from 'pngjs';

/** Channels that differ by less look alike: grid lines on their background differ by 27. */
const tolerance = 22;
/** Fewer strange pixels beside each other are what another build of the browser makes of a glyph. */
const leastSpot = 5;

/**
 * Pixels of either picture that have nothing like them in the other, at their place or beside it, in spots of five or more: what smooths edges and moves
 * glyphs by a part of a pixel, as another build of the browser does, is like; a line that is missing is not, be it pale, dotted and a pixel thin.
 * @returns 1 for each such pixel, row by row.
 */
export function findStrangePixels(a: PNG, b: PNG): Uint8Array {
  const strange = new Uint8Array(a.width * a.height);
  for (let i = 0; i < strange.length; i++) {
    if (!isNear(a.data, b.data, i) && !(isWithin(a, b, i) && isWithin(b, a, i))) strange[i] = 1;
  }
  for (const spot of spotsOf(strange, a.width)) if (spot.length < leastSpot) for (const pixel of spot) strange[pixel] = 0;
  return strange;
}

/** Pixels that touch each other. */
function spotsOf(strange: Uint8Array, width: number): number[][] {
  const isLeft = strange.slice();
  const spots: number[][] = [];
  for (let first = 0; first < isLeft.length; first++) {
    if (isLeft[first] === 0) continue;
    const spot = [first];
    isLeft[first] = 0;
    // grows while it is walked
    for (const pixel of spot) {
      const x = pixel % width;
      for (let row = -1; row <= 1; row++) {
        for (let column = Math.max(-1, -x); column <= Math.min(1, width - 1 - x); column++) {
          const next = pixel + row * width + column;
          if (!isLeft[next]) continue;
          isLeft[next] = 0;
          spot.push(next);
        }
      }
    }
    spots.push(spot);
  }
  return spots;
}

function isNear(a: Buffer, b: Buffer, pixel: number): boolean {
  for (let at = 4 * pixel; at < 4 * pixel + 3; at++) if (Math.abs(a[at]! - b[at]!) > tolerance) return false;
  return true;
}

/** Whether each channel of a pixel lies between the least and the most of the nine pixels around its place in the other picture, or little beyond. */
function isWithin(picture: PNG, other: PNG, pixel: number): boolean {
  const { width, height } = picture;
  const [x, y] = [pixel % width, Math.floor(pixel / width)];
  for (let channel = 0; channel < 3; channel++) {
    let [least, most] = [255, 0];
    for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
      for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
        const value = other.data[4 * (row * width + column) + channel]!;
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
    }
    const value = picture.data[4 * pixel + channel]!;
    if (value < least - tolerance || value > most + tolerance) return false;
  }
  return true;
}

/** The picture in 32 levels a channel, which nobody sees, without what suits photographs: half the bytes. */
export function compactPng(bytes: Buffer): Buffer {
  const picture = PNG.sync.read(bytes);
  picture.data = picture.data.map((value) => (value & 0xf8) | (value >> 5)) as Buffer;
  return PNG.sync.write(picture, { colorType: 2, inputHasAlpha: true, deflateLevel: 9, deflateStrategy: 0, filterType: 0 });
}
