import type { TimeCells } from '@cohort-rl/analysis';
import type { CustomSeriesOption } from 'echarts/charts';
import { clipText, horizontalValueAxis, textStyle, textWidth, verticalCategoryAxis } from './axes.ts';
import type { ChartOption } from './chart-option.ts';
import { ink } from './palette.ts';
import { signedColor } from './signed-colors.ts';

/** What a cell of {@link advantageTimeChart} shows of its steps. */
export type CellStatistic = 'mean' | 'smallest' | 'largest';

/** Advantages of one rollout by row and time, under one normalisation or several. */
export interface AdvantageTime {
  /** Of the rows, from top to bottom. */
  readonly rowNames: readonly string[];
  readonly panels: readonly { readonly name: string; readonly cells: TimeCells }[];
  /** Default `mean`. */
  readonly statistic?: CellStatistic;
  /** Of each cell, whether it gets a dot: above 0, it does. */
  readonly marked?: ArrayLike<number> | undefined;
  /** A run of steps of one row, framed in every panel. */
  readonly frame?: { readonly row: number; readonly start: number; readonly end: number } | undefined;
  /** The value of full colour; default: the largest of all panels. */
  readonly largest?: number;
}

/** Pixels of a panel's head and its axis, and of the scale of colours above all. */
const [head, foot, scale] = [26, 44, 52];

/** Pixels that a picture of so many rows and panels takes. */
export const advantageTimeHeight = (rows: number, panels: number): number => scale + panels * (head + foot + rows * rowHeight(rows));

/** Few rows are high enough to be pointed at, many become thin. */
const rowHeight = (rows: number): number => Math.max(3, Math.min(22, Math.floor(420 / rows)));

/**
 * Heat maps one below the other, a row of the rollout's field across each and time across: blue above 0, orange with a stroke below 0. Series p has the
 * cells of panel p that have steps, row by row.
 * @throws RangeError when there is no row or no panel.
 */
export function advantageTimeChart({ rowNames, panels, statistic = 'mean', marked, frame, largest = largestOf(panels, statistic) }: AdvantageTime): ChartOption {
  if (rowNames.length === 0 || panels.length === 0) throw new RangeError('invalid rollout: no row or no panel');
  const names = rowNames.map((name) => clipText(name));
  const left = Math.min(170, textWidth(names) + 14);
  const height = rowNames.length * rowHeight(rowNames.length);
  const top = (p: number): number => scale + p * (head + foot + height) + head;
  const numSteps = panels[0]!.cells.starts.at(-1)!;
  const ofPanels = panels.map(({ cells }, p) => cellSeries(cells, statistic, { axis: p, largest, marked }));
  const frames = frame ? panels.map((_, p) => frameSeries(frame, p)) : [];
  return {
    animation: false,
    textStyle,
    grid: [...panels.map((_, p) => ({ left, right: 20, top: top(p), height })), { left, right: 20, top: 4, height: 12 }],
    xAxis: [
      ...panels.map((_, p) => ({ ...horizontalValueAxis('step of the rollout'), nameGap: 24, gridIndex: p, min: 0, max: numSteps, minInterval: 1, splitLine: { show: false } })),
      {
        ...horizontalValueAxis('advantage (standard deviations)'),
        nameGap: 20,
        gridIndex: panels.length,
        min: -largest,
        max: largest,
        interval: largest / 2,
        splitLine: { show: false },
      },
    ],
    yAxis: [
      ...panels.map(({ name }, p) => ({
        ...verticalCategoryAxis(names),
        gridIndex: p,
        name,
        nameLocation: 'start' as const,
        nameGap: 8,
        nameTextStyle: { ...textStyle, align: 'left' as const, fontWeight: 'bold' as const },
        axisLabel: { ...textStyle, interval: rowHeight(rowNames.length) >= 14 ? 0 : ('auto' as const) },
      })),
      { ...verticalCategoryAxis(['']), gridIndex: panels.length },
    ],
    series: [...ofPanels, scaleSeries(panels.length, largest), ...frames],
  };
}

/** Cells with steps, in the order of the series' items. */
export function filledCells({ count }: TimeCells): number[] {
  return Array.from(count.keys()).filter((cell) => count[cell]! > 0);
}

/** The largest distance from 0 in two digits, not below it; 1 where all is 0. */
function largestOf(panels: AdvantageTime['panels'], statistic: CellStatistic): number {
  let largest = 0;
  for (const { cells } of panels) {
    for (let i = 0; i < cells.count.length; i++) if (cells.count[i]! > 0) largest = Math.max(largest, Math.abs(cells[statistic][i]!));
  }
  if (!(largest > 0)) return 1;
  const unit = 10 ** (Math.floor(Math.log10(largest)) - 1);
  return Number((Math.ceil(largest / unit) * unit).toPrecision(2));
}

function cellSeries(
  cells: TimeCells,
  statistic: CellStatistic,
  { axis, largest, marked }: { axis: number; largest: number; marked: ArrayLike<number> | undefined },
): CustomSeriesOption {
  const { numColumns, starts } = cells;
  return {
    type: 'custom',
    xAxisIndex: axis,
    yAxisIndex: axis,
    data: filledCells(cells).map((cell) => {
      const column = cell % numColumns;
      return [starts[column]!, starts[column + 1]!, Math.floor(cell / numColumns), cells[statistic][cell]!, marked?.[cell] ?? 0];
    }),
    encode: { x: [0, 1], y: 2 },
    renderItem: (_, api) => {
      const [from, to, row, value, marks] = [0, 1, 2, 3, 4].map((dimension) => api.value(dimension) as number) as [number, number, number, number, number];
      return { type: 'group', children: [...signedCell(api, [from, to], row, value, largest), ...(marks > 0 ? [dot(api, [from, to], row)] : [])] };
    },
  };
}

interface Coordinates {
  coord(values: unknown): number[];
  size?(values: unknown): unknown;
}

function boxOf(api: Coordinates, [from, to]: readonly [number, number], row: number) {
  const [left, middle] = api.coord([from, row]) as [number, number];
  const right = api.coord([to, row])[0]!;
  const height = Math.abs((api.size!([0, 1]) as number[])[1]!);
  return { x: left, y: middle - height / 2, width: Math.max(right - left, 1), height };
}

/** Its colour, and where it is below 0 a stroke, for those who see no colours. */
function signedCell(api: Coordinates, span: readonly [number, number], row: number, value: number, largest: number) {
  const shape = boxOf(api, span, row);
  const middle = shape.y + shape.height / 2;
  const inset = Math.min(2, shape.width / 4);
  const isStroked = value < 0 && shape.height >= 6;
  return [
    { type: 'rect' as const, shape, style: { fill: signedColor(value, largest) } },
    ...(isStroked
      ? [{ type: 'line' as const, shape: { x1: shape.x + inset, y1: middle, x2: shape.x + shape.width - inset, y2: middle }, style: { stroke: ink.text.light, lineWidth: 1, opacity: 0.55 } }]
      : []),
  ];
}

function dot(api: Coordinates, span: readonly [number, number], row: number) {
  const { x, y, width, height } = boxOf(api, span, row);
  return { type: 'circle' as const, shape: { cx: x + width / 2, cy: y + height / 4, r: Math.max(0.8, Math.min(2.5, width / 3, height / 5)) }, style: { fill: ink.text.light } };
}

function frameSeries({ row, start, end }: { row: number; start: number; end: number }, axis: number): CustomSeriesOption {
  return {
    type: 'custom',
    xAxisIndex: axis,
    yAxisIndex: axis,
    silent: true,
    z: 5,
    data: [[start, end, row]],
    encode: { x: [0, 1], y: 2 },
    renderItem: (_, api) => ({
      type: 'rect',
      shape: boxOf(api, [start, end], row),
      style: { fill: 'none', stroke: ink.text.light, lineWidth: 2 },
    }),
  };
}

/** The colours from one end to the other. */
function scaleSeries(axis: number, largest: number): CustomSeriesOption {
  const shades = 32;
  const width = (2 * largest) / shades;
  return {
    type: 'custom',
    xAxisIndex: axis,
    yAxisIndex: axis,
    silent: true,
    data: Array.from({ length: shades }, (_, i) => [-largest + i * width, -largest + (i + 1) * width, 0]),
    encode: { x: [0, 1], y: 2 },
    renderItem: (_, api) => {
      const [from, to] = [api.value(0) as number, api.value(1) as number];
      return { type: 'group', children: signedCell(api, [from, to], 0, (from + to) / 2, largest) };
    },
  };
}
