import { describe, expect, test } from '@jest/globals';
import { createColumnValues } from '@cohort-rl/analysis';
import type { CustomSeriesOption } from 'echarts/charts';
import { convergenceChart } from './convergence-chart.ts';
import { focusLinesChart } from './focus-lines-chart.ts';
import { groupWeightsChart } from './group-weights-chart.ts';
import { ink, seriesStyle } from './palette.ts';
import { renderSvg } from './render-svg.ts';

type Series = Record<string, unknown> & { data: number[][]; color: string; lineStyle: { type?: unknown } };
const seriesOf = (option: { series?: unknown }): Series[] => [option.series].flat() as Series[];
const values = (rows: readonly (readonly [mean: number, low: number, high: number] | null)[]) => {
  const made = createColumnValues(rows.length);
  rows.forEach((row, column) => {
    if (row) [made.mean[column], made.low[column], made.high[column]] = row;
  });
  return made;
};
const lines = {
  columns: { maxStep: 400, numColumns: 4 },
  range: [0, 10],
  valueName: 'mean return',
  focus: [{ name: 'light', values: values([[1, 0, 2], null, [3, 3, 3], [4, 1, 9]]), look: 5 }],
  faint: [values([[5, 4, 6], [5, 5, 5], null, null])],
} as const;

describe('focusLinesChart', () => {
  test('a line in focus has its mean at the right edge of every column with a value, in its look', () => {
    const [line] = seriesOf(focusLinesChart({ ...lines, hasExtremes: true }));
    expect(line).toMatchObject({ data: [[100, 1], [300, 3], [400, 4]], color: seriesStyle(5).color, lineStyle: { type: seriesStyle(5).dash } });
  });

  test('a faint line goes through the extremes of each column, or through its mean where bounds are an interval', () => {
    const faint = (hasExtremes: boolean) => seriesOf(focusLinesChart({ ...lines, hasExtremes })).at(-1)!;
    expect(faint(true)).toMatchObject({ data: [[100, 4], [100, 6], [200, 5]], color: ink.axis.light, silent: true });
    expect(faint(false).data).toEqual([[100, 5], [200, 5]]);
  });

  test('draws a hundred lines, or none', () => {
    const svg = renderSvg(focusLinesChart({ ...lines, faint: Array.from({ length: 100 }, () => lines.faint[0]), hasExtremes: true }), { title: 'x', theme: 'light' });
    expect(svg.match(new RegExp(`<path d="M[^"]*" fill="none" stroke="${ink.axis.light}"[^>]*stroke-opacity`, 'g'))!.length).toBeGreaterThanOrEqual(100);
    expect(svg).not.toContain('NaN');
    expect(renderSvg(focusLinesChart({ ...lines, faint: [], focus: [], hasExtremes: true }), { title: 'x' })).toContain('environment steps');
  });
});

describe('convergenceChart', () => {
  const rows = [
    { name: 'light', look: 0, point: { step: 4000, level: 500, tolerance: 10 } },
    { name: 'heavy', look: null, point: { step: null, level: 20, tolerance: 3 } },
    { name: 'new', look: 2, point: null },
  ];

  test('draws a bar up to the step, and a hollow mark at the end for what has not converged', () => {
    const [series] = seriesOf(convergenceChart(rows, { maxStep: 9000 }));
    const draw = (dataIndex: number) =>
      ((series as unknown as CustomSeriesOption).renderItem as unknown as (...args: unknown[]) => { children: { shape: unknown; style: Record<string, unknown> }[] })(
        { dataIndex },
        { coord: ([x, y]: [number, number]) => [x, y] },
      ).children;
    expect(draw(0)[0]).toMatchObject({ shape: { x1: 0, x2: 4000, y1: 0 }, style: { stroke: seriesStyle(0).color } });
    expect(draw(0)[1]).toMatchObject({ shape: { cx: 4000 }, style: { fill: seriesStyle(0).color } });
    expect(draw(0)[2]!.style.text).toBe('4,000');
    expect(draw(1)[1]).toMatchObject({ shape: { cx: 9000 }, style: { fill: 'none', stroke: ink.axis.light } });
    expect([draw(1)[2]!.style.text, draw(2)[2]!.style.text]).toEqual(['not yet', 'too short']);
  });

  test('names stay text, and no row is refused', () => {
    const svg = renderSvg(convergenceChart([{ ...rows[0]!, name: '<b>x' }], { maxStep: 9000 }), { title: 'x' });
    expect(svg).toContain('&lt;b&gt;x');
    expect(() => convergenceChart([], { maxStep: 1 })).toThrow('invalid rows: none given; expected at least one');
  });
});

test('groupWeightsChart with looks has them, no legend, and the steps of the axis', () => {
  const option = groupWeightsChart(
    { groups: [{ label: 4, name: 'light' }, { label: 1, name: '9 others' }], steps: [10, 20], shares: [[0.25, 0.5], [0.75, 0.5]] },
    { looks: [3, null], maxStep: 50 },
  );
  expect(seriesOf(option).map(({ color }) => color)).toEqual([seriesStyle(3).color, ink.axis.light]);
  expect(option.legend).toBeUndefined();
  expect(option.xAxis).toMatchObject({ max: 50 });
});
