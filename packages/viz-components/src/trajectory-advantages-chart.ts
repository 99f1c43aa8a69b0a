import type { LineSeriesOption, ScatterSeriesOption } from 'echarts/charts';
import { atLeftEdge, horizontalValueAxis, legendAndGrid, textStyle, verticalValueAxis } from './axes.ts';
import type { ChartOption } from './chart-option.ts';
import { ink, seriesStyle } from './palette.ts';

/** A run of steps of one trajectory under two normalisations. */
export interface TrajectoryAdvantages {
  /** The first's place in the rollout. */
  readonly start: number;
  readonly batch: readonly number[];
  readonly group: readonly number[];
  /** 1 where the signs are opposite. */
  readonly flipped: readonly number[];
  /** Place of a step to point out, from the first on. */
  readonly selected?: number | undefined;
}

/** Advantages of a trajectory, step by step: series 0 relative to the batch (PPO), series 1 relative to groups (GRPO), series 2 the steps whose sign flips. */
export function trajectoryAdvantagesChart({ start, batch, group, flipped, selected }: TrajectoryAdvantages): ChartOption {
  const names = ['PPO (batch)', 'GRPO (groups)', 'sign flipped'];
  const { legend } = legendAndGrid(names);
  const line = (values: readonly number[], s: number): LineSeriesOption => {
    const { color, dash } = seriesStyle(s);
    return {
      type: 'line',
      name: names[s]!,
      data: values.map((value, i) => [start + i, value]),
      symbol: s === 0 ? 'emptyCircle' : 'circle',
      symbolSize: values.length > 100 ? 2 : 5,
      color,
      lineStyle: { width: 2, type: dash },
    };
  };
  const flips: ScatterSeriesOption = {
    type: 'scatter',
    name: names[2]!,
    data: flipped.flatMap((flag, i) => (flag === 1 ? [[start + i, group[i]!]] : [])),
    symbol: 'path://M0,0 L10,10 M10,0 L0,10',
    symbolSize: 9,
    color: ink.text.light,
    itemStyle: { color: 'transparent', borderColor: ink.text.light, borderWidth: 1.5 },
  };
  return {
    animation: false,
    textStyle,
    legend: { ...legend, orient: 'horizontal', top: 0, left: 0, right: 0 },
    grid: { left: 48, right: 20, top: 72, bottom: 44 },
    xAxis: { ...horizontalValueAxis('step of the rollout'), min: start, max: start + Math.max(1, batch.length - 1), minInterval: 1, axisLine: { onZero: true } },
    yAxis: atLeftEdge(verticalValueAxis('advantage (standard deviations)')),
    series: [
      line(batch, 0),
      {
        ...line(group, 1),
        ...(selected !== undefined && {
          markLine: {
            silent: true,
            symbol: 'none',
            label: { show: false },
            lineStyle: { color: ink.text.light, type: 'solid' as const, width: 1 },
            data: [{ xAxis: start + selected }],
          },
        }),
      },
      flips,
    ],
  };
}
