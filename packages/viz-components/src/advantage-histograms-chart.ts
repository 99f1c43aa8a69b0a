import type { CommonHistograms } from '@cohort-rl/analysis';
import type { CustomSeriesOption, LineSeriesOption } from 'echarts/charts';
import { atLeftEdge, clipText, horizontalValueAxis, legendAndGrid, textStyle, verticalValueAxis } from './axes.ts';
import type { ChartOption } from './chart-option.ts';
import { ink, seriesStyle } from './palette.ts';

/** Histograms of the same groups under two normalisations. */
export interface AdvantageHistograms {
  /** Of the groups. */
  readonly names: readonly string[];
  /** Sets in the order of the names: relative to the batch, then as many relative to groups. */
  readonly histograms: CommonHistograms;
  /** Place of each group among all, which decides its look; default: its own among the names. */
  readonly looks?: readonly number[];
}

/**
 * How the advantages of each group are distributed relative to the whole batch (above, PPO) and relative to its group (below), over common bins, as
 * shares of the group's steps, on the same scales. Series 0 and 1 are the invisible bins of the two, the rest lines: all groups above, then all below.
 * @throws RangeError when there is no group, or when sets and names do not go together.
 */
export function advantageHistogramsChart({ names, histograms, looks = names.map((_, i) => i) }: AdvantageHistograms): ChartOption {
  const { edges, counts, below, above } = histograms;
  if (names.length === 0 || counts.length !== 2 * names.length) {
    throw new RangeError(`invalid histograms: ${counts.length} sets of ${names.length} groups; expected two a group`);
  }
  const shownNames = uniqueNames(names);
  const totals = counts.map((set, s) => set.reduce((sum, count) => sum + count, below[s]! + above[s]!));
  const shares = counts.map((set, s) => Array.from(set, (count) => (totals[s]! > 0 ? count / totals[s]! : 0)));
  const { legend } = legendAndGrid(shownNames);
  const lines = shares.map((share, s): LineSeriesOption => {
    const { color, dash } = seriesStyle(looks[s % names.length]!);
    return {
      type: 'line',
      name: shownNames[s % names.length]!,
      xAxisIndex: s < names.length ? 0 : 1,
      yAxisIndex: s < names.length ? 0 : 1,
      // a step turns at its right end
      step: 'end',
      data: [[edges[0]!, 0], ...share.map((value, i) => [edges[i]!, value]), [edges.at(-1)!, share.at(-1)!], [edges.at(-1)!, 0]],
      symbol: 'none',
      color,
      lineStyle: { width: 2, type: dash },
      areaStyle: { color, opacity: 0.08 },
    };
  });
  const range = { min: edges[0]!, max: edges.at(-1)! };
  const heights = { min: 0, ...ticksTo(shares.reduce((most, share) => Math.max(most, ...share), 0) || 1) };
  const vertical = (gridIndex: number, name: string) => ({ ...atLeftEdge(verticalValueAxis(name)), gridIndex, ...heights });
  const numbers = horizontalValueAxis('advantage (standard deviations)');
  return {
    animation: false,
    textStyle,
    legend: { ...legend, itemStyle: { opacity: 0 }, orient: 'horizontal', type: names.length > 4 ? 'scroll' : 'plain', top: 0, left: 0, right: 0 },
    grid: [
      { left: 48, right: 20, top: 84, height: '27%' },
      { left: 48, right: 20, bottom: 44, height: '27%' },
    ],
    xAxis: [
      { ...horizontalValueAxis(''), ...range, gridIndex: 0, axisLabel: { show: false } },
      // no number at the ends, which are no round ones
      { ...numbers, ...range, gridIndex: 1, axisLabel: { ...numbers.axisLabel, showMinLabel: false, showMaxLabel: false } },
    ],
    yAxis: [vertical(0, "PPO: share of the group's steps"), vertical(1, "GRPO: share of the group's steps")],
    series: [binAreas(edges, 0), binAreas(edges, 1), ...lines],
  };
}

/** The end of an axis from 0 to `most` or a little beyond, and the round distance of its ticks, of which there are four at most. */
function ticksTo(most: number): { readonly max: number; readonly interval: number } {
  const unit = 10 ** Math.floor(Math.log10(most / 4));
  const interval = [1, 2, 2.5, 5, 10].map((factor) => factor * unit).find((step) => 4 * step >= most)!;
  return { max: Math.ceil(most / interval - 1e-9) * interval, interval };
}

/** Something to point at: each bin over the height of its picture. */
function binAreas(edges: Float64Array, axis: number): CustomSeriesOption {
  return {
    type: 'custom',
    xAxisIndex: axis,
    yAxisIndex: axis,
    silent: true,
    data: Array.from({ length: edges.length - 1 }, (_, i) => [edges[i]!, edges[i + 1]!]),
    encode: { x: [0, 1], y: -1 },
    renderItem: ({ coordSys }, api) => {
      const { y, height } = coordSys as unknown as { y: number; height: number };
      const [left, right] = [0, 1].map((dimension) => api.coord([api.value(dimension), 0])[0]!) as [number, number];
      // zero is where signs part
      const stroke = api.value(0) === 0 ? ink.axis.light : 'transparent';
      return {
        type: 'group',
        children: [
          { type: 'rect', shape: { x: left, y, width: right - left, height }, style: { fill: 'transparent' } },
          { type: 'line', shape: { x1: left, y1: y, x2: left, y2: y + height }, style: { stroke, lineDash: [2, 2] } },
        ],
      };
    },
  };
}

/** Of a name in a legend; `0.9192 < return ≤ 0.9873` has room. */
const mostCharacters = 24;

/** Names that a legend can tell apart: groups of one name get a number. */
export const uniqueNames = (names: readonly string[]): string[] => {
  const short = names.map((name) => clipText(name, mostCharacters));
  return short.map((name, i) => (short.indexOf(name) === i ? name : `${name} (${i + 1})`));
};
