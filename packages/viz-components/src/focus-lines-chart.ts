import type { ColumnValues, StepColumns } from '@cohort-rl/analysis';
import type { LineSeriesOption } from 'echarts/charts';
import { horizontalValueAxis, textStyle, verticalValueAxis } from './axes.ts';
import type { ChartOption } from './chart-option.ts';
import { intervalLines } from './interval-lines.ts';
import { pictureMargin, type LinesPicture } from './live-picture.ts';
import { ink } from './palette.ts';

/** Environment steps at the right edge of a column. */
export const columnStep = ({ maxStep, numColumns }: StepColumns, column: number): number => ((column + 1) * maxStep) / numColumns;

/** The columns in which a line has a value. */
export const knownColumns = ({ mean }: Pick<ColumnValues, 'mean'>): number[] => Array.from(mean.keys()).filter((column) => !Number.isNaN(mean[column]!));

/**
 * Lines over steps, a few of them in focus, with their bands, before many faint ones: readable with a hundred. Series i is the line number i in focus, its
 * items are the columns with a value; names stand beside the picture.
 */
export function focusLinesChart({ columns, range, valueName, faint, focus, hasExtremes }: Omit<LinesPicture, 'kind'>): ChartOption {
  const names = Array.from({ length: Math.max(0, ...focus.map(({ look }) => look + 1)) }, (_, look) => String(look));
  const lines = focus.map(({ values, look }) => {
    const known = knownColumns(values);
    const pick = (all: Float64Array): number[] => known.map((column) => all[column]!);
    return { algorithm: String(look), x: known.map((column) => columnStep(columns, column)), estimate: pick(values.mean), lower: pick(values.low), upper: pick(values.high) };
  });
  return {
    animation: false,
    textStyle,
    grid: pictureMargin,
    xAxis: stepAxis(columns.maxStep),
    yAxis: { ...verticalValueAxis(valueName), min: range[0], max: range[1] },
    series: [...intervalLines(lines, names), ...faint.map((values) => faintLine(values, columns, { hasExtremes, opacity: faintOpacity(faint.length) }))],
  };
}

/** An axis of steps that ends where the data do: no number stands at its end, which is no round one. */
export function stepAxis(maxStep: number) {
  const axis = horizontalValueAxis('environment steps');
  return { ...axis, axisLabel: { ...axis.axisLabel, showMaxLabel: false }, nameGap: 26, min: 0, max: maxStep };
}

/** Of a faint line, so that many do not become a wall. */
export const faintOpacity = (count: number): number => (count > 30 ? 0.15 : 0.4);

/** Through the smallest and the largest value of each column, where they are extremes. */
function faintLine(values: ColumnValues, columns: StepColumns, { hasExtremes, opacity }: { readonly hasExtremes: boolean; readonly opacity: number }): LineSeriesOption {
  return {
    type: 'line',
    data: knownColumns(values).flatMap((column) => {
      const step = columnStep(columns, column);
      if (!hasExtremes || values.low[column] === values.high[column]) return [[step, values.mean[column]!]];
      return [[step, values.low[column]!], [step, values.high[column]!]];
    }),
    symbol: 'none',
    silent: true,
    color: ink.axis.light,
    lineStyle: { width: 1, opacity },
    z: 1,
  };
}
