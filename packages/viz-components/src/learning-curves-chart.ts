import type { LearningCurve } from '@cohort-rl/analysis';
import { horizontalValueAxis, legendAndGrid, textStyle, verticalValueAxis } from './axes.ts';
import type { ChartOption } from './chart-option.ts';
import { intervalLines } from './interval-lines.ts';

/** Names and order in a {@link learningCurvesChart}. */
export interface LearningCurvesChartOptions {
  /** All algorithms of the report in their order, so that one keeps its colour from chart to chart; default: those of the curves. */
  readonly algorithms?: readonly string[];
  /** Name of the vertical axis, default `episode return`. */
  readonly returnName?: string;
}

/**
 * Return over environment steps: one line per algorithm with the band of its interval.
 * @param curves the curves of one task, from `learningCurves`.
 * @throws RangeError when there is none, they are of several tasks, or an algorithm is not in `algorithms`.
 */
export function learningCurvesChart(curves: readonly LearningCurve[], options: LearningCurvesChartOptions = {}): ChartOption {
  const { algorithms = curves.map(({ algorithm }) => algorithm), returnName = 'episode return' } = options;
  const tasks = [...new Set(curves.map(({ task }) => task))];
  if (tasks.length !== 1) throw new RangeError(`invalid curves: tasks ${tasks.join(', ') || 'none'}; expected one`);
  const lines = curves.map((curve) => ({ ...curve, x: curve.steps }));
  const { legend, grid } = legendAndGrid(curves.map(({ algorithm }) => algorithm));
  return {
    animation: false,
    textStyle,
    grid,
    // Only the line of a legend's symbol: it carries the dashes.
    legend: { ...legend, itemStyle: { opacity: 0 } },
    xAxis: { ...horizontalValueAxis('environment steps'), min: 0, max: Math.max(...curves.map(({ steps }) => steps.at(-1) ?? 0)) },
    yAxis: { ...verticalValueAxis(returnName), scale: true },
    series: intervalLines(lines, algorithms),
  };
}
