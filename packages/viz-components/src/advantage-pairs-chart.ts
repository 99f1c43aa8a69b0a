import { binnedPairs } from '@cohort-rl/analysis';
import type { CustomSeriesOption, ScatterSeriesOption } from 'echarts/charts';
import { uniqueNames } from './advantage-histograms-chart.ts';
import { atLeftEdge, horizontalValueAxis, legendAndGrid, textStyle, verticalValueAxis } from './axes.ts';
import type { ChartOption } from './chart-option.ts';
import { ink, seriesStyle } from './palette.ts';
import { withAlpha } from './signed-colors.ts';

/** Advantages of the same steps under two normalisations. */
export interface AdvantagePairs {
  readonly batch: ArrayLike<number>;
  readonly group: ArrayLike<number>;
  /** Group of each step; −1: left out. */
  readonly labels: ArrayLike<number>;
  /** Of the groups. */
  readonly names: readonly string[];
  /** Place of each group among all, which decides its look; default: its own among the names. */
  readonly looks?: readonly number[];
}

/** A point, or a cell of several, of {@link advantagePairsChart}: what its tables say. */
export interface AdvantagePairItem {
  /** Series (the group) and place in it. */
  readonly seriesIndex: number;
  readonly dataIndex: number;
  readonly label: number;
  /** Values of a point; lower left corner of a cell, of which all steps have the same signs. */
  readonly batch: number;
  readonly group: number;
  /** Of a cell; 0 of a point, and along an axis on which all steps of the cell are 0. */
  readonly width: number;
  readonly height: number;
  readonly steps: number;
  /** Index of the step of a point, null of a cell. */
  readonly step: number | null;
}

/** Beyond it points hide each other. */
const mostPoints = 2000;

const symbols = ['circle', 'rect', 'triangle', 'diamond'] as const;

/**
 * Each step at its advantage relative to the batch (PPO, across) and relative to its group (upwards), one series a group; in the shaded quarters the
 * two have opposite signs. More than 2,000 steps are counted in cells, of which none is left out, the darker the more steps (logarithmically), in the
 * colour of the group that most of them are of.
 */
export function advantagePairsChart({ batch, group, labels, names, looks = names.map((_, i) => i) }: AdvantagePairs): {
  option: ChartOption;
  items: readonly AdvantagePairItem[];
  isBinned: boolean;
} {
  const shownNames = uniqueNames(names);
  let steps = 0;
  for (let i = 0; i < labels.length; i++) if (labels[i]! >= 0) steps++;
  const items: AdvantagePairItem[] = [];
  const perGroup = new Int32Array(names.length);
  const add = (label: number, item: Omit<AdvantagePairItem, 'seriesIndex' | 'dataIndex' | 'label'>): void => {
    items.push({ seriesIndex: label, dataIndex: perGroup[label]!++, label, ...item });
  };
  const isBinned = steps > mostPoints;
  if (isBinned) {
    for (const { x, y, width, height, count, label } of binnedPairs(batch, group, labels)) add(label, { batch: x, group: y, width, height, steps: count, step: null });
  } else {
    for (let i = 0; i < labels.length; i++) if (labels[i]! >= 0) add(labels[i]!, { batch: batch[i]!, group: group[i]!, width: 0, height: 0, steps: 1, step: i });
  }
  const [low, high] = extentOf(items);
  const { legend } = legendAndGrid(shownNames);
  const most = items.reduce((largest, item) => Math.max(largest, item.steps), 1);
  const series = names.map((_, label) => {
    const mine = items.filter((item) => item.label === label);
    return isBinned ? cellSeries(shownNames[label]!, looks[label]!, mine, most) : pointSeries(shownNames[label]!, looks[label]!, mine);
  });
  const shade = { silent: true, itemStyle: { color: withAlpha(ink.axis.light, 0.14) }, label: { ...textStyle, color: ink.axis.light } };
  return {
    items,
    isBinned,
    option: {
      animation: false,
      textStyle,
      legend: { ...legend, orient: 'horizontal', type: names.length > 4 ? 'scroll' : 'plain', top: 0, left: 0, right: 0 },
      grid: { left: 48, right: 20, top: 84, bottom: 44 },
      xAxis: { ...horizontalValueAxis('PPO: advantage (deviations of the batch)'), axisLine: { onZero: false }, min: low[0], max: high[0] },
      yAxis: { ...atLeftEdge(verticalValueAxis('GRPO: advantage (deviations of the group)')), min: low[1], max: high[1] },
      series: [
        ...series,
        {
          type: 'scatter',
          data: [],
          markArea: {
            ...shade,
            data: [
              [{ name: 'sign flipped', coord: [low[0], 0], label: { position: 'insideTopLeft' } }, { coord: [0, high[1]] }],
              [{ name: 'sign flipped', coord: [0, low[1]], label: { position: 'insideBottomRight' } }, { coord: [high[0], 0] }],
            ],
          },
        },
      ],
    },
  };
}

/** Round ends of both axes, 0 between them. */
function extentOf(items: readonly AdvantagePairItem[]): [low: [number, number], high: [number, number]] {
  const ends = (spans: readonly (readonly [low: number, high: number])[]): [number, number] => {
    const [smallest, largest] = spans.reduce(([a, b], [low, high]) => [Math.min(a, low), Math.max(b, high)], [0, 0]);
    const unit = 10 ** Math.floor(Math.log10(Math.max(largest - smallest, 1e-6)));
    return [Math.floor(smallest / unit) * unit, Math.max(Math.ceil(largest / unit) * unit, unit)];
  };
  const x = ends(items.map(({ batch, width }) => [batch, batch + width]));
  const y = ends(items.map(({ group, height }) => [group, group + height]));
  return [[x[0], y[0]], [x[1], y[1]]];
}

function pointSeries(name: string, look: number, items: readonly AdvantagePairItem[]): ScatterSeriesOption {
  return {
    type: 'scatter',
    name,
    data: items.map(({ batch, group }) => [batch, group]),
    symbol: symbols[look % symbols.length]!,
    symbolSize: 6,
    color: seriesStyle(look).color,
    itemStyle: { opacity: 0.7 },
  };
}

function cellSeries(name: string, look: number, items: readonly AdvantagePairItem[], most: number): CustomSeriesOption {
  const { color } = seriesStyle(look);
  return {
    type: 'custom',
    name,
    color,
    data: items.map(({ batch, group, width, height, steps }) => [batch, group, width, height, steps]),
    encode: { x: 0, y: 1 },
    renderItem: (_, api) => {
      const [x, y, width, height, steps] = [0, 1, 2, 3, 4].map((dimension) => api.value(dimension) as number) as [number, number, number, number, number];
      const [left, bottom] = api.coord([x, y]) as [number, number];
      const [right, top] = api.coord([x + width, y + height]) as [number, number];
      const darkness = most > 1 ? Math.log(steps) / Math.log(most) : 1;
      // no cell is so small that it vanishes
      const [shownWidth, shownHeight] = [Math.max(right - left, 2), Math.max(bottom - top, 2)];
      return {
        type: 'rect',
        shape: { x: (left + right - shownWidth) / 2, y: (top + bottom - shownHeight) / 2, width: shownWidth, height: shownHeight },
        style: { fill: withAlpha(color, 0.3 + 0.7 * darkness) },
      };
    },
  };
}
