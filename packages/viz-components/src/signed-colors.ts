import { seriesPalette } from './palette.ts';

const above = seriesPalette[0]!.light;
const below = seriesPalette[1]!.light;

/** Colour of a value between −largest and largest: blue above 0, orange below, the fainter the nearer to 0. */
export function signedColor(value: number, largest: number): string {
  const share = largest > 0 ? Math.min(1, Math.abs(value) / largest) : 0;
  return withAlpha(value < 0 ? below : above, 0.06 + 0.94 * share);
}

/** The colour at an opacity from 0 to 1. */
export const withAlpha = (color: string, opacity: number): string => `${color}${Math.round(255 * opacity).toString(16).padStart(2, '0')}`;
