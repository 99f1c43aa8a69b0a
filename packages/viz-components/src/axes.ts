import { ink } from './palette.ts';

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

/** A legend on top whose symbols show the dashes. */
export const legend = (names: readonly string[]) => ({
  data: [...names],
  top: 0,
  left: 0,
  itemWidth: 32,
  itemHeight: 10,
  itemGap: 18,
  textStyle,
});
