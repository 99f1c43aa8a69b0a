import type { GroupWeightShares } from '@cohort-rl/analysis';
import { horizontalValueAxis, legendAndGrid, panelAxes, panelGrid, textStyle, verticalValueAxis } from './axes.ts';
import type { ChartOption } from './chart-option.ts';
import { stepAxis } from './focus-lines-chart.ts';
import { pictureMargin } from './live-picture.ts';
import { ink, seriesStyle } from './palette.ts';

/** Names and size of a {@link groupWeightsChart}. */
export interface GroupWeightsChartOptions {
  /** What the shares are of, default `share of the policy loss (%)`. */
  readonly shareName?: string;
  /** Whether it stands beside others of its kind: neither names nor a legend then, which the page gives. Default false. */
  readonly isPanel?: boolean;
  /** Index of each group's `seriesStyle`, null for grey; with it, the page gives the legend. Default: their order. */
  readonly looks?: readonly (number | null)[];
  /** End of the axis of steps; default: the last step. */
  readonly maxStep?: number;
}

/** Share that each group has of the policy loss (or of the steps, with `stepShares`), over environment steps, stacked to 100 %; from `groupWeightShares`. */
export function groupWeightsChart(
  { groups, steps, shares }: Pick<GroupWeightShares, 'groups' | 'steps' | 'shares'>,
  { shareName = 'share of the policy loss (%)', isPanel = false, looks, maxStep = steps.at(-1) ?? 0 }: GroupWeightsChartOptions = {},
): ChartOption {
  const { legend, grid } = legendAndGrid(groups.map(({ name }) => name));
  const [horizontal, vertical] = isPanel ? panelAxes() : [horizontalValueAxis('environment steps'), verticalValueAxis(shareName)];
  return {
    animation: false,
    textStyle,
    grid: isPanel ? panelGrid : looks ? pictureMargin : grid,
    ...(isPanel || looks ? {} : { legend: { ...legend, icon: 'rect', itemWidth: 14 } }),
    xAxis: looks ? stepAxis(maxStep) : { ...horizontal, min: 0, max: maxStep },
    yAxis: { ...vertical, min: 0, max: 100, ...(isPanel && { interval: 50 }) },
    series: groups.map(({ label, name }, group) => {
      const look = looks ? looks[group]! : group;
      const color = look === null ? ink.axis.light : seriesStyle(look).color;
      return {
        type: 'line',
        id: String(label),
        name,
        data: steps.map((step, point) => [step, 100 * shares[group]![point]!]),
        stack: 'shares',
        symbol: 'none',
        color,
        lineStyle: { width: isPanel ? 0 : 1 },
        areaStyle: { opacity: look === null ? 0.25 : 0.6 },
      };
    }),
  };
}
