import { ink } from './palette.ts';

/** Of all text. */
export const fontFamily = 'system-ui, sans-serif';

const numberFormat = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 6 });

/** `12,500`, `−0.25`. */
export const formatNumber = (value: number): string => numberFormat.format(value).replace('-', '−');

/** Text in the ink of the theme. */
export const textStyle = { color: ink.text.light, fontFamily, fontSize: 12 };

const lines = {
  axisLine: { show: true, lineStyle: { color: ink.axis.light } },
  axisTick: { show: true, lineStyle: { color: ink.axis.light } },
  splitLine: { show: true, lineStyle: { color: ink.grid.light } },
};

/** A horizontal axis of numbers, its name centred below. */
export const horizontalValueAxis = (name: string) => ({
  type: 'value' as const,
  name,
  nameLocation: 'middle' as const,
  nameGap: 30,
  nameTextStyle: textStyle,
  axisLabel: { ...textStyle, formatter: formatNumber, hideOverlap: true },
  ...lines,
});

/** A vertical axis of numbers, its name level above. */
export const verticalValueAxis = (name: string) => ({
  type: 'value' as const,
  name,
  nameLocation: 'end' as const,
  nameGap: 12,
  nameTextStyle: { ...textStyle, align: 'left' as const },
  axisLabel: { ...textStyle, formatter: formatNumber },
  ...lines,
});

/** The vertical axis left of all values, also where 0 lies among them. */
export const atLeftEdge = (axis: ReturnType<typeof verticalValueAxis>) => ({ ...axis, axisLine: { ...axis.axisLine, onZero: false } });

/** A vertical axis of names, the first on top. */
export const verticalCategoryAxis = (names: readonly string[]) => ({
  type: 'category' as const,
  data: [...names],
  inverse: true,
  axisLabel: { ...textStyle, interval: 0 },
  axisLine: { show: false },
  axisTick: { show: false },
  splitLine: { show: false },
});

/**
 * Room for the longest of some texts, in pixels. Without a DOM nothing measures text: this is what the widest common
 * sans-serif (DejaVu Sans) needs on average.
 */
export const textWidth = (texts: readonly string[]): number => Math.ceil(7.5 * Math.max(0, ...texts.map(({ length }) => length)));

/** A name for an axis or a legend, cut in the middle where it is long: names that differ do so at either end, as intervals do. */
export function clipText(text: string, most = 20): string {
  const kept = most - 1;
  return text.length > most ? `${text.slice(0, Math.ceil(kept / 2))}…${text.slice(-Math.floor(kept / 2))}` : text;
}

const symbolWidth = 30;

/** A legend whose symbols show the dashes, and a grid that leaves it room: on top, or, where it is long, one name a line on the right. */
export function legendAndGrid(names: readonly string[]) {
  const width = textWidth([names.join('')]) + names.length * (symbolWidth + 23);
  const isLong = width > 640;
  // in a picture for a phone it breaks into two lines
  const top = width > 370 ? 90 : 64;
  return {
    legend: {
      data: [...names],
      itemWidth: symbolWidth,
      itemHeight: 10,
      borderColor: ink.axis.light,
      textStyle,
      ...(isLong ? { orient: 'vertical' as const, right: Math.ceil(0.25 * textWidth(names)), top: 24 } : { top: 0, left: 0, itemGap: 18 }),
    },
    grid: {
      left: 12,
      bottom: 40,
      ...(isLong ? { right: textWidth(names) + symbolWidth + 40, top: 36 } : { right: 32, top }),
      outerBounds: { left: 12, right: 0, top: 0, bottom: 0 },
    },
  };
}

const shortFormat = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3, notation: 'compact' });

/** Axes of numbers, horizontal and vertical, of a small picture beside others of its kind: few ticks, no names. */
export function panelAxes() {
  const thin = {
    nameGap: 0,
    splitNumber: 3,
    splitLine: { show: false },
    // `300K`, `−0.25`
    axisLabel: { ...textStyle, hideOverlap: true, formatter: (value: number) => shortFormat.format(value).replace('-', '−') },
  };
  return [{ ...horizontalValueAxis(''), ...thin }, { ...verticalValueAxis(''), ...thin }] as const;
}

/** The grid of such a picture. */
export const panelGrid = { left: 4, right: 14, top: 10, bottom: 4, outerBounds: { left: 0, right: 0, top: 0, bottom: 0 } };

/** Distance of ticks that meet both ends of an axis, two to four of them, where there is a round one. */
export function roundInterval(low: number, high: number): { readonly interval?: number } {
  const range = high - low;
  const unit = 10 ** Math.floor(Math.log10(range));
  const isWhole = (value: number): boolean => Math.abs(value - Math.round(value)) < 1e-6;
  const steps = [10, 5, 2.5, 2, 1, 0.5, 0.25, 0.2].map((factor) => factor * unit);
  const interval = steps.find((step) => range / step > 1.5 && range / step < 4.5 && isWhole(range / step) && isWhole(low / step));
  return interval === undefined ? {} : { interval };
}
