import { describe, expect, test } from '@jest/globals';
import { ink, seriesPalette, seriesStyle } from './palette.ts';

type Vector = readonly [number, number, number];
const multiply = (matrix: readonly Vector[], [x, y, z]: Vector): Vector => matrix.map(([a, b, c]) => a * x + b * y + c * z) as unknown as Vector;

/** Linear sRGB of `#rrggbb`. */
const linear = (color: string): Vector =>
  [1, 3, 5].map((at) => {
    const value = parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as unknown as Vector;

/** Contrast ratio (WCAG 2.2). */
function contrast(color: string, background: string): number {
  const [light, dark] = [color, background].map((of) => multiply([[0.2126, 0.7152, 0.0722]], linear(of))[0]).sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** Oklab (Ottosson 2020). */
const oklab = (rgb: Vector): Vector =>
  multiply(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    multiply(
      [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
      ],
      rgb.map((value) => Math.min(1, Math.max(0, value))) as unknown as Vector,
    ).map(Math.cbrt) as unknown as Vector,
  );

/** What is seen of linear sRGB (Machado et al. 2009, severity 1). */
const vision = {
  full: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
} as const;

describe.each([
  ['light', '#ffffff'],
  ['dark', '#16181d'],
] as const)('%s', (theme, background) => {
  test('series stand out from the page', () => {
    for (const color of seriesPalette) expect(contrast(color[theme], background)).toBeGreaterThanOrEqual(3);
  });

  test('text is readable (AA)', () => {
    expect(contrast(ink.text[theme], background)).toBeGreaterThan(4.5);
    expect(contrast(ink.axis[theme], background)).toBeGreaterThan(4.5);
  });

  test.each(Object.entries(vision))('series stay apart with %s vision', (_, matrix) => {
    const seen = seriesPalette.map((color) => oklab(multiply(matrix, linear(color[theme]))));
    for (let i = 0; i < seen.length; i++) {
      for (let j = 0; j < i; j++) {
        expect(Math.hypot(...seen[i]!.map((value, k) => value - seen[j]![k]!))).toBeGreaterThan(0.09);
      }
    }
  });
});

test('no two of 32 series look the same', () => {
  const looks = Array.from({ length: 32 }, (_, i) => JSON.stringify(seriesStyle(i)));
  expect(new Set(looks).size).toBe(32);
});
