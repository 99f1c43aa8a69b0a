import type { CustomSeriesOption, LineSeriesOption } from 'echarts/charts';
import { seriesStyle } from './palette.ts';

/** A line with its interval over an axis of numbers; NaN where there is none. */
export interface IntervalLine {
  readonly algorithm: string;
  readonly x: readonly number[];
  readonly estimate: readonly number[];
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

/**
 * Series of lines above the bands of their intervals.
 * @param algorithms all algorithms of the report in their order, so that one keeps its look from chart to chart.
 * @throws RangeError when an algorithm is not in `algorithms`.
 */
export function intervalLines(lines: readonly IntervalLine[], algorithms: readonly string[]): (LineSeriesOption | CustomSeriesOption)[] {
  const styled = lines.map((line) => {
    const index = algorithms.indexOf(line.algorithm);
    if (index < 0) throw new RangeError(`invalid algorithm: ${line.algorithm}; expected one of ${algorithms.join(', ')}`);
    return { line, ...seriesStyle(index) };
  });
  return [
    ...styled.map(({ line, color, dash }): LineSeriesOption => ({
      type: 'line',
      name: line.algorithm,
      data: line.x.map((x, i) => [x, line.estimate[i]!]),
      symbol: 'none',
      color,
      lineStyle: { width: 2, type: dash },
      z: 3,
    })),
    ...styled.map(({ line, color }) => band(line, color)),
  ];
}

/** One polygon per unbroken stretch of bounds. */
function band({ algorithm, x, lower, upper }: IntervalLine, color: string): CustomSeriesOption {
  return {
    type: 'custom',
    name: algorithm,
    data: x.map((at, i) => [at, lower[i]!, upper[i]!]),
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
                ...along.map((i) => api.coord([x[i]!, upper[i]!])),
                ...along.reverse().map((i) => api.coord([x[i]!, lower[i]!])),
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
