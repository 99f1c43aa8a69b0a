/** A colour in both themes: the charts are built with `light`, `renderSvg` puts `dark` in its place. */
export interface ThemedColor {
  readonly light: string;
  readonly dark: string;
}

/**
 * Colours of series. On white (`light`) and on near-black (`dark`) each has a contrast of at least 3:1, and any two stay apart
 * for protanopes and deuteranopes. The first two of `light` are of Okabe and Ito's palette.
 */
export const seriesPalette: readonly ThemedColor[] = [
  { light: '#0072b2', dark: '#4ea3e0' },
  { light: '#d55e00', dark: '#ff8b3d' },
  { light: '#219a66', dark: '#6ac1a8' },
  { light: '#ac3d85', dark: '#b85187' },
  { light: '#8e5116', dark: '#cf5925' },
  { light: '#3f9bd6', dark: '#abddff' },
  { light: '#5b338b', dark: '#8b4af1' },
  { light: '#4d4d4d', dark: '#d8fbbc' },
];

/** Text, axis lines and the grid behind the data. */
export const ink = {
  text: { light: '#2b2f36', dark: '#e4e6ea' },
  axis: { light: '#6b7078', dark: '#9aa0a8' },
  grid: { light: '#e3e5e9', dark: '#363b44' },
} as const satisfies Readonly<Record<string, ThemedColor>>;

const dashes = ['solid', 'dashed', 'dotted', [8, 3, 2, 3]] as const;

/** Look of the series number `index`: colours repeat after eight, dashes after four, so that colour never speaks alone. */
export function seriesStyle(index: number): { readonly color: string; readonly dash: 'solid' | 'dashed' | 'dotted' | number[] } {
  const dash = dashes[(index + Math.floor(index / seriesPalette.length)) % dashes.length]!;
  return { color: seriesPalette[index % seriesPalette.length]!.light, dash: typeof dash === 'string' ? dash : [...dash] };
}
