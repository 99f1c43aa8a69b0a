import type { GroupWeightShares } from '@cohort-rl/analysis';
import { horizontalValueAxis, legendAndGrid, panelAxes, panelGrid, textStyle, verticalValueAxis } from './axes.ts';
import type { ChartOption } from './chart-option.ts';
import { seriesStyle } from './palette.ts';

/** Names and size of a {@link groupWeightsChart}. */
export interface GroupWeightsChartOptions {
  /** What the shares are of, default `share of the policy loss (%)`. */
  readonly shareName?: string;
  /** Whether it stands beside others of its kind: neither names nor a legend then, which the page gives. Default false. */
  readonly isPanel?: boolean;
}

/** Share that each group has of the policy loss (or of the steps, with `stepShares`), over environment steps, stacked to 100 %; from `groupWeightShares`. */
export function groupWeightsChart(
  { groups, steps, shares }: Pick<GroupWeightShares, 'groups' | 'steps' | 'shares'>,
  { shareName = 'share of the policy loss (%)', isPanel = false }: GroupWeightsChartOptions = {},
): ChartOption {
  const { legend, grid } = legendAndGrid(groups.map(({ name }) => name));
  const [horizontal, vertical] = isPanel ? panelAxes() : [horizontalValueAxis('environment steps'), verticalValueAxis(shareName)];
  return {
    animation: false,
    textStyle,
    grid: isPanel ? panelGrid : grid,
    ...(isPanel ? {} : { legend: { ...legend, icon: 'rect', itemWidth: 14 } }),
    xAxis: { ...horizontal, min: 0, max: steps.at(-1) ?? 0 },
    yAxis: { ...vertical, min: 0, max: 100, ...(isPanel && { interval: 50 }) },
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
        lineStyle: { width: isPanel ? 0 : 1 },
        areaStyle: { opacity: 0.6 },
      };
    }),
  };
}
