import type { GroupRecordEntry } from '@cohort-rl/analysis';
import type { BarSeriesOption } from 'echarts/charts';
import { clipText, horizontalValueAxis, textStyle, textWidth, verticalCategoryAxis } from './axes.ts';
import type { ChartOption } from './chart-option.ts';
import { seriesStyle } from './palette.ts';

/**
 * Trajectories (left) and steps (right) of each group of one rollout, as bars, each side with its own axis.
 * @throws RangeError when there is no group.
 */
export function groupSizesChart({ groups }: { readonly groups: readonly Pick<GroupRecordEntry, 'name' | 'trajectories' | 'steps'>[] }): ChartOption {
  if (groups.length === 0) throw new RangeError('invalid record: no group');
  const names = groups.map(({ name }) => clipText(name));
  const bars = (axis: number, sizes: readonly number[]): BarSeriesOption => ({
    type: 'bar',
    xAxisIndex: axis,
    yAxisIndex: axis,
    barMaxWidth: 24,
    data: sizes.map((value, i) => ({ value, itemStyle: { color: seriesStyle(i).color } })),
  });
  const left = textWidth(names) + 12;
  return {
    animation: false,
    textStyle,
    grid: [
      { left, right: '50%', top: 12, bottom: 40 },
      { left: '55%', right: 20, top: 12, bottom: 40 },
    ],
    xAxis: [
      { ...horizontalValueAxis('trajectories'), gridIndex: 0, splitNumber: 3, minInterval: 1 },
      { ...horizontalValueAxis('steps'), gridIndex: 1, splitNumber: 3, minInterval: 1 },
    ],
    yAxis: [
      { ...verticalCategoryAxis(names), gridIndex: 0 },
      { ...verticalCategoryAxis(names), gridIndex: 1, axisLabel: { show: false } },
    ],
    series: [bars(0, groups.map(({ trajectories }) => trajectories)), bars(1, groups.map(({ steps }) => steps))],
  };
}
