import type { AdvantageSummary, GroupRecordEntry } from '@cohort-rl/analysis';
import type { BoxplotSeriesOption } from 'echarts/charts';
import { clipText, horizontalValueAxis, textStyle, textWidth, verticalCategoryAxis } from './axes.ts';
import type { ChartOption } from './chart-option.ts';
import { seriesStyle } from './palette.ts';

/**
 * Advantages of each group before (left) and after normalisation (right) of one rollout, as box plots: the box is the middle
 * half, its line the median, the whiskers minimum and maximum. Each side has its own axis. Groups without steps are left out.
 */
export function groupAdvantagesChart({ groups }: {
  readonly groups: readonly Pick<GroupRecordEntry, 'name' | 'steps' | 'advantageBefore' | 'advantageAfter'>[];
}): ChartOption {
  const present = groups.filter(({ steps }) => steps > 0);
  if (present.length === 0) throw new RangeError('invalid record: no group with steps');
  const names = present.map(({ name }) => clipText(name));
  const boxes = (axis: number, summaryOf: (group: (typeof groups)[number]) => AdvantageSummary): BoxplotSeriesOption => ({
    type: 'boxplot',
    xAxisIndex: axis,
    yAxisIndex: axis,
    boxWidth: [8, 24],
    data: present.map((group) => {
      const { color } = seriesStyle(groups.indexOf(group));
      return { value: [...summaryOf(group).quantiles], itemStyle: { color: withAlpha(color), borderColor: color, borderWidth: 1.5 } };
    }),
  });
  return {
    animation: false,
    textStyle,
    grid: [
      { left: textWidth(names) + 12, right: '53%', top: 12, bottom: 40 },
      { left: '53%', right: 20, top: 12, bottom: 40 },
    ],
    xAxis: [
      { ...horizontalValueAxis('advantage before'), gridIndex: 0 },
      { ...horizontalValueAxis('advantage after'), gridIndex: 1 },
    ],
    yAxis: [
      { ...verticalCategoryAxis(names), gridIndex: 0 },
      { ...verticalCategoryAxis(names), gridIndex: 1, axisLabel: { show: false } },
    ],
    series: [boxes(0, ({ advantageBefore }) => advantageBefore), boxes(1, ({ advantageAfter }) => advantageAfter)],
  };
}

/** The colour at 25 %. */
const withAlpha = (color: string): string => `${color}40`;
