import { panelAxes, panelGrid, roundInterval, textStyle } from './axes.ts';
import type { ChartOption } from './chart-option.ts';
import { intervalLines } from './interval-lines.ts';
import type { IntervalLine } from './interval-lines.ts';
import { ink } from './palette.ts';

/** Axes and marks of a {@link panelChart}. */
export interface PanelChartOptions {
  /** All names of the figure in their order, so that one keeps its look from panel to panel; default: those of the lines. */
  readonly algorithms?: readonly string[];
  /** Ends of the axes, the same for all panels of a figure, or they cannot be compared. */
  readonly x: readonly [low: number, high: number];
  readonly y: readonly [low: number, high: number];
  /** A line to be drawn grey behind the others, without a band: the baseline. */
  readonly background?: Pick<IntervalLine, 'x' | 'estimate'>;
}

/**
 * One of many small pictures that stand side by side: lines with the bands of their intervals, axes with few numbers, neither names nor a legend, which
 * the page gives once for all of them. About 300 × 170 pixels suit it.
 * @throws RangeError when there is no line, or a name is not in `algorithms`.
 */
export function panelChart(lines: readonly IntervalLine[], { algorithms = lines.map(({ algorithm }) => algorithm), x, y, background }: PanelChartOptions): ChartOption {
  if (lines.length === 0) throw new RangeError('invalid lines: none given; expected at least one');
  const [horizontal, vertical] = panelAxes();
  return {
    animation: false,
    textStyle,
    grid: panelGrid,
    xAxis: { ...horizontal, axisLine: { ...horizontal.axisLine, onZero: false }, min: x[0], max: x[1] },
    yAxis: { ...vertical, splitLine: { show: true, lineStyle: { color: ink.grid.light } }, min: y[0], max: y[1], ...roundInterval(...y) },
    series: [
      ...(background === undefined
        ? []
        : [
            {
              type: 'line' as const,
              data: background.x.map((at, i) => [at, background.estimate[i]!]),
              symbol: 'none',
              color: ink.axis.light,
              lineStyle: { width: 1.5, type: 'dashed' as const },
              z: 1,
            },
          ]),
      ...intervalLines(lines, algorithms),
    ],
  };
}
