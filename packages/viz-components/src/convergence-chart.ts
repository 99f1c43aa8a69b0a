import type { SettlingPoint } from '@cohort-rl/analysis';
import { clipText, formatNumber, horizontalValueAxis, textStyle, textWidth, verticalCategoryAxis } from './axes.ts';
import type { ChartOption } from './chart-option.ts';
import { ink, seriesStyle } from './palette.ts';

/** One row of a {@link convergenceChart}. */
export interface ConvergenceRow {
  readonly name: string;
  /** Index of its `seriesStyle`, or null for grey. */
  readonly look: number | null;
  /** From `settlingPoint`; null where there is too little to tell. */
  readonly point: SettlingPoint | null;
}

/**
 * Where the curve of each group converged, a row each, in the order given: a bar up to the step and a dot there, a hollow one at the end of the row
 * for a curve that has not. About 22 pixels of height a row (10 where there are many), and 60, suit it.
 * @param maxStep steps that the axis covers.
 * @throws RangeError when there is no row.
 */
export function convergenceChart(rows: readonly ConvergenceRow[], { maxStep }: { readonly maxStep: number }): ChartOption {
  if (rows.length === 0) throw new RangeError('invalid rows: none given; expected at least one');
  const names = rows.map(({ name }) => clipText(name));
  const axis = verticalCategoryAxis(names);
  return {
    animation: false,
    textStyle,
    grid: { left: textWidth(names) + 12, right: 100, top: 8, bottom: 40 },
    xAxis: { ...horizontalValueAxis('environment steps until convergence'), min: 0, max: maxStep },
    yAxis: { ...axis, axisLabel: { ...axis.axisLabel, ...(rows.length > 40 && { interval: 'auto' as const }) } },
    series: {
      type: 'custom',
      data: rows.map(({ point }, row) => [row, point?.step ?? maxStep]),
      encode: { x: 1, y: 0 },
      renderItem: ({ dataIndex }, api) => {
        const { look, point } = rows[dataIndex]!;
        const step = point?.step ?? null;
        const [x0, cy] = api.coord([0, dataIndex]) as [number, number];
        const cx = api.coord([step ?? maxStep, dataIndex])[0]!;
        const color = look === null ? ink.axis.light : seriesStyle(look).color;
        const text = step === null ? (point ? 'not yet' : 'too short') : formatNumber(step);
        return {
          type: 'group',
          children: [
            { type: 'line', shape: { x1: x0, y1: cy, x2: cx, y2: cy }, style: { stroke: color, lineWidth: 2, fill: 'none', opacity: step === null ? 0.3 : 1 } },
            { type: 'circle', shape: { cx, cy, r: 4 }, style: step === null ? { fill: 'none', stroke: color, lineWidth: 1.5 } : { fill: color } },
            ...(rows.length > 40 ? [] : [{ type: 'text' as const, x: cx + 10, y: cy, style: { text, fill: ink.text.light, fontSize: 12, fontFamily: textStyle.fontFamily, verticalAlign: 'middle' as const } }]),
          ],
        };
      },
    },
  };
}
