import { fontFamily } from '../../axes.ts';
import type { ChartOption } from '../../chart-option.ts';
import { ink, seriesPalette } from '../../palette.ts';

/** What the page's style makes of a chart's ink and text. */
export interface ChartInk {
  readonly isDark: boolean;
  readonly text: string;
  readonly axis: string;
  readonly grid: string;
  readonly fontFamily: string;
}

/**
 * A builder's option in the colours and the font of the page. Builders draw in light colours; those of the palette become their dark ones, with their
 * alpha, also in what a `renderItem` returns. Data are left as they are.
 */
export function recolor(option: ChartOption, { isDark, text, axis, grid, fontFamily: family }: ChartInk): ChartOption {
  const replaced = new Map<string, string>([
    ...seriesPalette.map(({ light, dark }): [string, string] => [light, isDark ? dark : light]),
    [ink.text.light, text],
    [ink.axis.light, axis],
    [ink.grid.light, grid],
    [fontFamily, family],
  ]);

  const visit = (value: unknown): unknown => {
    if (typeof value === 'string') return replaced.get(value) ?? withAlpha(value);
    if (typeof value === 'function') return (...values: unknown[]): unknown => visit((value as (...values: unknown[]) => unknown)(...values));
    if (Array.isArray(value)) return isNumbers(value) ? value : value.map(visit);
    if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, visit(entry)]));
  };
  const withAlpha = (value: string): string => {
    const dark = value.length === 9 ? replaced.get(value.slice(0, 7)) : undefined;
    return dark === undefined || !dark.startsWith('#') ? value : dark + value.slice(7);
  };
  return visit(option) as ChartOption;
}

/** Numbers, or points: no colour is among them. */
const isNumbers = (values: readonly unknown[]): boolean => {
  const first = values[0];
  return typeof first === 'number' || ArrayBuffer.isView(first) || (Array.isArray(first) && typeof first[0] === 'number');
};
