import type { BarSeriesOption } from 'echarts/charts';
import { clipText, horizontalValueAxis, legendAndGrid, textStyle, textWidth, verticalCategoryAxis } from './axes.ts';
import type { ChartOption } from './chart-option.ts';
import { seriesStyle } from './palette.ts';

/** Two numbers of each group, in one unit. */
export interface PairedBars {
  readonly names: readonly string[];
  /** What the hollow and the full bars are. */
  readonly sides: readonly [hollow: string, full: string];
  /** One entry per name, for each side. */
  readonly values: readonly [hollow: readonly number[], full: readonly number[]];
  readonly axisName: string;
  /** Place of the group that stands out, all others being faint; default: none. */
  readonly emphasized?: number | undefined;
}

/**
 * Two bars a group: hollow ones (series 0) and full ones (series 1).
 * @throws RangeError when there is no group.
 */
export function pairedBarsChart({ names, sides, values, axisName, emphasized }: PairedBars): ChartOption {
  if (names.length === 0) throw new RangeError('invalid groups: none; expected at least one');
  const short = names.map((name) => clipText(name));
  const { legend } = legendAndGrid(sides);
  const bars = (s: 0 | 1): BarSeriesOption => {
    const { color } = seriesStyle(s);
    const style = { color: s === 0 ? 'transparent' : color, borderColor: color, borderWidth: 1.5 };
    return {
      type: 'bar',
      name: sides[s],
      color,
      barMaxWidth: 14,
      itemStyle: style,
      data: values[s].map((value, i) => ({ value, itemStyle: { ...style, opacity: emphasized === undefined || emphasized === i ? 1 : 0.3 } })),
    };
  };
  return {
    animation: false,
    textStyle,
    legend: { ...legend, orient: 'horizontal', top: 0, left: 0, right: 0 },
    grid: { left: Math.min(170, textWidth(short) + 12), right: 24, top: 52, bottom: 44 },
    xAxis: { ...horizontalValueAxis(axisName), min: 0, splitNumber: 3 },
    yAxis: verticalCategoryAxis(short),
    series: [bars(0), bars(1)],
  };
}
