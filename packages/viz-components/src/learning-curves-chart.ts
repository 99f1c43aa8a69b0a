import type { LearningCurve } from '@cohort-rl/analysis';
import type { CustomSeriesOption, LineSeriesOption } from 'echarts/charts';
import { horizontalValueAxis, legendAndGrid, textStyle, verticalValueAxis } from './axes.ts';
import type { ChartOption } from './chart-option.ts';
import { seriesStyle } from './palette.ts';

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
  const styled = curves.map((curve) => {
    const index = algorithms.indexOf(curve.algorithm);
    if (index < 0) throw new RangeError(`invalid algorithm: ${curve.algorithm}; expected one of ${algorithms.join(', ')}`);
    return { curve, ...seriesStyle(index) };
  });
  const { legend, grid } = legendAndGrid(curves.map(({ algorithm }) => algorithm));
  return {
    animation: false,
    textStyle,
    grid,
    // Only the line of a legend's symbol: it carries the dashes.
    legend: { ...legend, itemStyle: { opacity: 0 } },
    xAxis: { ...horizontalValueAxis('environment steps'), min: 0, max: Math.max(...curves.map(({ steps }) => steps.at(-1) ?? 0)) },
    yAxis: { ...verticalValueAxis(returnName), scale: true },
    series: [
      ...styled.map(({ curve, color, dash }): LineSeriesOption => ({
        type: 'line',
        name: curve.algorithm,
        data: curve.steps.map((step, i) => [step, curve.estimate[i]!]),
        symbol: 'none',
        color,
        lineStyle: { width: 2, type: dash },
        z: 3,
      })),
      ...styled.map(({ curve, color }) => band(curve, color)),
    ],
  };
}

/** One polygon per unbroken stretch of bounds. */
function band({ algorithm, steps, lower, upper }: LearningCurve, color: string): CustomSeriesOption {
  return {
    type: 'custom',
    name: algorithm,
    data: steps.map((step, i) => [step, lower[i]!, upper[i]!]),
    encode: { x: 0, y: [1, 2] },
    color,
    clip: true,
    silent: true,
    z: 2,
    renderItem: ({ dataIndex }, api) => ({
      type: 'group',
      children:
        dataIndex > 0
          ? []
          : stretches(lower).map(([start, end]) => {
              const along = Array.from({ length: end - start }, (_, i) => start + i);
              const points = [
                ...along.map((i) => api.coord([steps[i]!, upper[i]!])),
                ...along.reverse().map((i) => api.coord([steps[i]!, lower[i]!])),
              ];
              return { type: 'polygon', shape: { points }, style: { fill: color, opacity: 0.18 } };
            }),
    }),
  };
}

/** `[start, end)` of every stretch of at least two values that are not NaN. */
function stretches(values: readonly number[]): [start: number, end: number][] {
  const found: [number, number][] = [];
  let start = 0;
  for (let i = 0; i <= values.length; i++) {
    if (i < values.length && !Number.isNaN(values[i])) continue;
    if (i - start > 1) found.push([start, i]);
    start = i + 1;
  }
  return found;
}
