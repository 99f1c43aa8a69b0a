import { horizontalValueAxis, legendAndGrid, textStyle, verticalValueAxis } from './axes.ts';
import type { ChartOption } from './chart-option.ts';
import { ink, seriesStyle } from './palette.ts';

/** One step, and where its ratio stands. */
export interface ClippedSurrogate {
  /** Normalised advantage of the step. */
  readonly advantage: number;
  /** ε, half the width of the interval around 1. */
  readonly clipRange: number;
  /** Probability of the step's action now, divided by that under the policy that collected. */
  readonly ratio: number;
}

/** min(r A, clip(r, 1 − ε, 1 + ε) A): what PPO maximises of one step (Schulman et al. 2017, equation 7). */
export const clippedSurrogate = ({ advantage, clipRange, ratio }: ClippedSurrogate): number =>
  Math.min(ratio * advantage, Math.min(Math.max(ratio, 1 - clipRange), 1 + clipRange) * advantage);

/**
 * The clipped objective of one step over the probability ratio (the same paper's figure 1), beside what it would be without the clip, and the step's
 * place on it.
 */
export function clippedSurrogateChart(step: ClippedSurrogate): ChartOption {
  const { advantage, clipRange, ratio } = step;
  const names = ['with the clip', 'without the clip', 'this step'];
  const { legend, grid } = legendAndGrid(names);
  const ends = [0, 1 - clipRange, 1 + clipRange, 2].filter((value) => value >= 0 && value <= 2);
  const [clipped, free, here] = names.map((name, index) => ({ name, ...seriesStyle(index) }));
  return {
    animation: false,
    textStyle,
    grid,
    legend,
    xAxis: { ...horizontalValueAxis('probability ratio r'), min: 0, max: 2 },
    yAxis: { ...verticalValueAxis('objective of the step') },
    series: [
      {
        type: 'line',
        name: free!.name,
        data: [0, 2].map((at) => [at, at * advantage]),
        symbol: 'none',
        color: free!.color,
        lineStyle: { width: 1.5, type: free!.dash },
      },
      {
        type: 'line',
        name: clipped!.name,
        data: ends.map((at) => [at, clippedSurrogate({ ...step, ratio: at })]),
        symbol: 'none',
        color: clipped!.color,
        lineStyle: { width: 3, type: clipped!.dash },
        markLine: {
          silent: true,
          symbol: 'none',
          label: { show: false },
          lineStyle: { color: ink.axis.light, type: 'dotted' },
          data: [{ xAxis: 1 - clipRange }, { xAxis: 1 + clipRange }],
        },
      },
      {
        type: 'line',
        name: here!.name,
        data: [[ratio, clippedSurrogate(step)]],
        symbol: 'circle',
        symbolSize: 14,
        color: here!.color,
        lineStyle: { width: 0 },
      },
    ],
  };
}
