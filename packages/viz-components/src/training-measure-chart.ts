import type { IntervalCurve } from '@cohort-rl/analysis';
import { horizontalValueAxis, legendAndGrid, textStyle, verticalValueAxis } from './axes.ts';
import type { ChartOption } from './chart-option.ts';
import { intervalLines } from './interval-lines.ts';

/** Names and order in a {@link trainingMeasureChart}. */
export interface TrainingMeasureChartOptions {
  /** Name of the measure, with its unit: `worst-task score`. */
  readonly measureName: string;
  /** All algorithms of the report in their order, so that one keeps its colour from chart to chart; default: those of the curves. */
  readonly algorithms?: readonly string[];
}

/**
 * A measure over all tasks as training goes on, one line per algorithm with the band of its interval: worst-task score, Jain's index, Gini
 * coefficient or max–min gap from `groupFairness(…).overTraining`, or the IQM from `sampleEfficiency`.
 * @throws RangeError when there is none, or an algorithm is not in `algorithms`.
 */
export function trainingMeasureChart(
  curves: readonly { readonly algorithm: string; readonly curve: IntervalCurve }[],
  { measureName, algorithms = curves.map(({ algorithm }) => algorithm) }: TrainingMeasureChartOptions,
): ChartOption {
  if (curves.length === 0) throw new RangeError('invalid curves: none given; expected at least one');
  const { legend, grid } = legendAndGrid(curves.map(({ algorithm }) => algorithm));
  return {
    animation: false,
    textStyle,
    grid,
    legend: { ...legend, itemStyle: { opacity: 0 } },
    xAxis: { ...horizontalValueAxis('environment steps'), min: 0, max: Math.max(...curves.map(({ curve }) => curve.steps.at(-1) ?? 0)) },
    yAxis: { ...verticalValueAxis(measureName), scale: true },
    series: intervalLines(curves.map(({ algorithm, curve }) => ({ algorithm, x: curve.steps, ...curve })), algorithms),
  };
}
