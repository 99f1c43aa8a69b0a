import type { GroupWeightShares } from '@cohort-rl/analysis';
import { horizontalValueAxis, legendAndGrid, textStyle, verticalValueAxis } from './axes.ts';
import type { ChartOption } from './chart-option.ts';
import { seriesStyle } from './palette.ts';

/** Share of the policy loss that each group has, over environment steps, stacked to 100 %; from `groupWeightShares`. */
export function groupWeightsChart({ groups, steps, shares }: GroupWeightShares): ChartOption {
  const { legend, grid } = legendAndGrid(groups.map(({ name }) => name));
  return {
    animation: false,
    textStyle,
    grid,
    legend: { ...legend, icon: 'rect', itemWidth: 14 },
    xAxis: { ...horizontalValueAxis('environment steps'), min: 0, max: steps.at(-1) ?? 0 },
    yAxis: { ...verticalValueAxis('share of the policy loss (%)'), min: 0, max: 100 },
    series: groups.map(({ label, name }, group) => {
      const { color } = seriesStyle(group);
      return {
        type: 'line',
        id: String(label),
        name,
        data: steps.map((step, point) => [step, 100 * shares[group]![point]!]),
        stack: 'shares',
        symbol: 'none',
        color,
        lineStyle: { width: 1 },
        areaStyle: { opacity: 0.6 },
      };
    }),
  };
}
