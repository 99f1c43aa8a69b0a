import { formatInterval } from '@cohort-rl/analysis';
import type { Interval } from '@cohort-rl/analysis';
import { horizontalValueAxis, textStyle, textWidth, verticalCategoryAxis } from './axes.ts';
import type { ChartOption } from './chart-option.ts';
import { intervalMark } from './interval-mark.ts';
import { ink, seriesStyle } from './palette.ts';

/** One row of a {@link scoreIntervalsChart}. */
export interface ScoreInterval {
  readonly name: string;
  readonly interval: Interval;
  /** Algorithm whose colour the row has; default: its name. */
  readonly algorithm?: string;
}

/** Names and marks in a {@link scoreIntervalsChart}. */
export interface ScoreIntervalsChartOptions {
  /** Name of the axis, with its unit: `IQM of normalised scores`. */
  readonly scoreName: string;
  /** All algorithms of the report in their order, so that one keeps its colour from chart to chart; default: the names of the rows. */
  readonly algorithms?: readonly string[];
  /** A value to mark by a dashed line: 0 for differences. */
  readonly reference?: number;
  /** Digits after the point of the numbers beside the rows, default 2. */
  readonly digits?: number;
  /** Whether the numbers stand beside the rows, default true: with many rows of long names they leave the marks no room. */
  readonly hasNumbers?: boolean;
}

/**
 * Estimates with their intervals, one row each, the numbers on the right. A row without bounds (one run) is a point alone.
 * About 36 pixels of height a row, and 60 for the axis, suit it.
 */
export function scoreIntervalsChart(rows: readonly ScoreInterval[], options: ScoreIntervalsChartOptions): ChartOption {
  const { scoreName, algorithms = rows.map(({ name, algorithm = name }) => algorithm), reference, digits = 2, hasNumbers = true } = options;
  if (rows.length === 0) throw new RangeError('invalid rows: none given; expected at least one');
  const colors = rows.map(({ name, algorithm = name }) => {
    const index = algorithms.indexOf(algorithm);
    if (index < 0) throw new RangeError(`invalid name: ${algorithm}; expected one of ${algorithms.join(', ')}`);
    return seriesStyle(index).color;
  });
  const names = rows.map(({ name }) => name);
  const numbers = rows.map(({ interval }) => formatInterval(interval, digits));
  return {
    animation: false,
    textStyle,
    grid: { left: textWidth(names) + 12, right: hasNumbers ? textWidth(numbers) + 12 : 16, top: 8, bottom: 40 },
    xAxis: { ...horizontalValueAxis(scoreName), scale: true, boundaryGap: ['4%', '4%'] },
    yAxis: [
      verticalCategoryAxis(names),
      {
        ...verticalCategoryAxis(names),
        position: 'right',
        axisLabel: { ...textStyle, interval: 0, show: hasNumbers, formatter: (_name: string, row: number) => numbers[row]! },
      },
    ],
    series: {
      type: 'custom',
      data: rows.map(({ interval: { estimate, lower, upper } }, i) => [i, estimate, lower, upper, reference ?? estimate]),
      encode: { x: [1, 2, 3, 4], y: 0 },
      renderItem: ({ dataIndex }, api) => intervalMark(rows[dataIndex]!.interval, colors[dataIndex]!, (value) => api.coord([value, dataIndex])),
      ...(reference === undefined
        ? {}
        : {
            markLine: {
              silent: true,
              symbol: 'none',
              label: { show: false },
              lineStyle: { color: ink.axis.light, type: 'dashed', width: 1 },
              data: [{ xAxis: reference }],
            },
          }),
    },
  };
}
