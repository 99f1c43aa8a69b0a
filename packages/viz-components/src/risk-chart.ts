import type { Interval, TrainingStability } from '@cohort-rl/analysis';
import type { CustomSeriesOption } from 'echarts/charts';
import { horizontalValueAxis, textStyle, textWidth, verticalCategoryAxis } from './axes.ts';
import type { ChartOption } from './chart-option.ts';
import { intervalMark } from './interval-mark.ts';
import { seriesStyle } from './palette.ts';

/**
 * Short-term risk (left) and long-term risk (right) of training, a row per algorithm, with intervals, each side with its own axis. Both are drawn as
 * falls, of the worst 5 %: from one bin of steps to the next, and below the best score so far. Further left is better on either side.
 * @throws RangeError when there is none, or an algorithm is not in `algorithms`.
 */
export function riskChart(
  stabilities: readonly { readonly algorithm: string; readonly trainingStability: Pick<TrainingStability, 'shortTermRisk' | 'longTermRisk'> }[],
  { algorithms = stabilities.map(({ algorithm }) => algorithm) }: { readonly algorithms?: readonly string[] } = {},
): ChartOption {
  if (stabilities.length === 0) throw new RangeError('invalid stabilities: none given; expected at least one');
  const names = stabilities.map(({ algorithm }) => algorithm);
  const colors = names.map((name) => {
    const index = algorithms.indexOf(name);
    if (index < 0) throw new RangeError(`invalid algorithm: ${name}; expected one of ${algorithms.join(', ')}`);
    return seriesStyle(index).color;
  });
  const marks = (axis: number, intervals: readonly Interval[]): CustomSeriesOption => ({
    type: 'custom',
    xAxisIndex: axis,
    yAxisIndex: axis,
    data: intervals.map(({ estimate, lower, upper }, i) => [i, estimate, lower, upper]),
    encode: { x: [1, 2, 3], y: 0 },
    renderItem: ({ dataIndex }, api) => intervalMark(intervals[dataIndex]!, colors[dataIndex]!, (value) => api.coord([value, dataIndex])),
  });
  // drops are negative differences
  const falls = stabilities.map(({ trainingStability: { shortTermRisk } }) => ({
    estimate: -shortTermRisk.estimate,
    lower: -shortTermRisk.upper,
    upper: -shortTermRisk.lower,
  }));
  const left = textWidth(names) + 12;
  const axis = (name: string, gridIndex: number) => ({ ...horizontalValueAxis(name), gridIndex, scale: true, boundaryGap: ['4%', '4%'] as [string, string], splitNumber: 3 });
  return {
    animation: false,
    textStyle,
    grid: [
      { left, right: '44%', top: 8, bottom: 40 },
      { left: '62%', right: 16, top: 8, bottom: 40 },
    ],
    xAxis: [axis('fall per bin', 0), axis('drawdown', 1)],
    yAxis: [
      { ...verticalCategoryAxis(names), gridIndex: 0 },
      { ...verticalCategoryAxis(names), gridIndex: 1, axisLabel: { show: false } },
    ],
    series: [marks(0, falls), marks(1, stabilities.map(({ trainingStability }) => trainingStability.longTermRisk))],
  };
}
