import { ink } from './palette.ts';

const fontFamily = 'system-ui, sans-serif';

const numberFormat = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 6 });

/** `12,500`, `−0.25`. */
const formatNumber = (value: number): string => numberFormat.format(value).replace('-', '−');

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
