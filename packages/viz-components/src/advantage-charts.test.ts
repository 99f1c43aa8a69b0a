import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { commonHistograms, timeCells, type SnapshotRecord } from '@cohort-rl/analysis';
import { compareAdvantages } from '@cohort-rl/grpo-normalization';
import { advantageBoxesChart } from './advantage-boxes-chart.ts';
import { advantageHistogramsChart } from './advantage-histograms-chart.ts';
import { advantagePairsChart } from './advantage-pairs-chart.ts';
import { advantageTimeChart, advantageTimeHeight, filledCells } from './advantage-time-chart.ts';
import type { ChartOption } from './chart-option.ts';
import { gradientCosinesChart, gradientCosinesHeight } from './gradient-cosines-chart.ts';
import { pairedBarsChart } from './paired-bars-chart.ts';
import { seriesPalette } from './palette.ts';
import { renderSvg } from './render-svg.ts';
import { trajectoryAdvantagesChart } from './trajectory-advantages-chart.ts';
import { signedColor } from './signed-colors.ts';

const snapshot = JSON.parse(readFileSync(new URL('../fixtures/grpo-task-snapshot.json', import.meta.url), 'utf8')) as SnapshotRecord;
const labels = Int32Array.from(snapshot.labels);
const names = snapshot.groups.map(({ name }) => name);
const { batch, group } = compareAdvantages({ advantages: Float32Array.from(snapshot.advantagesBefore), labels, numGroups: 4 });

interface Series {
  readonly type: string;
  readonly name?: string;
  readonly data: readonly (readonly number[])[];
}
const seriesOf = ({ series }: ChartOption): Series[] => series as unknown as Series[];
const drawn = (option: ChartOption, height: number): string => renderSvg(option, { title: 'a rollout', height });

describe('advantageHistogramsChart', () => {
  const of = (values: Float32Array): Float32Array[] => names.map((_, g) => values.filter((_, i) => labels[i] === g));
  const histograms = commonHistograms([...of(batch), ...of(group)]);

  test('has a line a group and side, of shares that sum to 1, over the common bins', () => {
    const option = advantageHistogramsChart({ names, histograms });
    const [binsAbove, binsBelow, ...lines] = seriesOf(option);
    expect([binsAbove!.data.length, binsBelow!.data.length]).toEqual([histograms.edges.length - 1, histograms.edges.length - 1]);
    expect(lines.map(({ name }) => name)).toEqual([...names, ...names]);
    lines.forEach(({ data }, s) => {
      // from 0 at the left to 0 at the right, one point a bin between, the last twice
      expect([data[0]![1], data.at(-1)![1]]).toEqual([0, 0]);
      const shares = data.slice(1, -2).map(([, share]) => share!);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
      const total = histograms.counts[s]!.reduce((sum, count) => sum + count, 0);
      expect(shares[3]).toBe(histograms.counts[s]![3]! / total);
      expect(data.slice(1, -2).map(([edge]) => edge)).toEqual([...histograms.edges].slice(0, -1));
    });
    expect(drawn(option, 420)).toContain('GRPO: share of the group&#39;s steps');
  });

  test('both sides have the same scales, on which every share has room', () => {
    const option = advantageHistogramsChart({ names, histograms });
    const [above, below] = option.xAxis as { min: number; max: number }[];
    expect([above!.min, above!.max]).toEqual([below!.min, below!.max]);
    const [first, second] = option.yAxis as { min: number; max: number; interval: number }[];
    const most = Math.max(...seriesOf(option).slice(2).flatMap(({ data }) => data.map(([, share]) => share!)));
    for (const { min, max, interval } of [first!, second!]) {
      expect([min, max, interval]).toEqual([0, first!.max, first!.interval]);
      expect(max).toBeGreaterThanOrEqual(most);
      expect(max - interval).toBeLessThan(most);
      expect([1, 2, 3, 4]).toContain(Math.round(max / interval));
    }
    const [upper, lower] = option.grid as { height: string }[];
    expect(upper!.height).toBe(lower!.height);
  });

  test('groups of one name stay apart, and a name that is markup stays text', () => {
    const option = advantageHistogramsChart({ names: ['<b>', '<b>', 'x'.repeat(99), 'y'], histograms });
    expect(seriesOf(option)[3]!.name).toBe('<b> (2)');
    expect(drawn(option, 420)).not.toContain('<b>');
  });

  test('both ends of an interval are read', () => {
    const intervals = ['return ≤ 0.919', '0.919 < return ≤ 0.987', '0.987 < return ≤ 0.99875', '−1234.5 < episode return ≤ −0.00012'];
    const shown = seriesOf(advantageHistogramsChart({ names: intervals, histograms })).slice(2, 6).map(({ name }) => name!);
    expect(shown.slice(0, 3)).toEqual(intervals.slice(0, 3));
    expect(shown[3]).toMatch(/^−1234\.5 <.*….*≤ −0\.00012$/);
  });

  test('refuses what does not go together', () => {
    expect(() => advantageHistogramsChart({ names: ['a'], histograms })).toThrow('invalid histograms: 8 sets of 1 groups; expected two a group');
    expect(() => advantageHistogramsChart({ names: [], histograms })).toThrow(RangeError);
  });
});

describe('advantagePairsChart', () => {
  test('draws few steps one by one: all of them, in the series of their group', () => {
    const { option, items, isBinned } = advantagePairsChart({ batch, group, labels, names });
    expect(isBinned).toBe(false);
    expect(items.map(({ step }) => step)).toEqual([...labels.keys()].filter((i) => labels[i]! >= 0));
    for (const { seriesIndex, dataIndex, step, label } of items) {
      expect(label).toBe(labels[step!]);
      expect(seriesOf(option)[seriesIndex]!.data[dataIndex]).toEqual([batch[step!], group[step!]]);
    }
    expect(drawn(option, 420)).toContain('sign flipped');
  });

  test('counts many in cells, losing none: also a single step far away', () => {
    const size = 100_001;
    const many = Float32Array.from({ length: size }, (_, i) => (i === 0 ? 9 : Math.sin(i)));
    const other = many.map((value, i) => (i === 0 ? -7 : value ** 3));
    const own = Int32Array.from(many, (_, i) => i % 2);
    const { option, items } = advantagePairsChart({ batch: many, group: other, labels: own, names: ['a', 'b'] });
    expect(items.length).toBeLessThan(6500);
    expect(items.reduce((sum, { steps }) => sum + steps, 0)).toBe(size);
    const far = items.find(({ batch: x }) => x > 5)!;
    expect(far.steps).toBe(1);
    expect([far.batch <= 9, far.batch + far.width >= 9, far.group <= -7, far.group + far.height >= -7]).toEqual([true, true, true, true]);
    expect(drawn(option, 420).match(/<path/g)!.length).toBeGreaterThan(items.length);
  });
});

test('steps of which a side is exactly 0 stand on the line between the quarters, in cells of their own', () => {
  const many = Float32Array.from({ length: 3000 }, (_, i) => Math.sin(i + 1));
  const other = many.map((value, i) => (i % 3 === 0 ? 0 : value));
  const { option, items } = advantagePairsChart({ batch: many, group: other, labels: new Int32Array(3000), names: ['a'] });
  const onLine = items.filter(({ height }) => height === 0);
  expect(onLine.every(({ group: y, width }) => y === 0 && width > 0)).toBe(true);
  expect(onLine.reduce((sum, { steps }) => sum + steps, 0)).toBe(1000);
  const { renderItem, data } = seriesOf(option)[0] as unknown as { renderItem: (_: unknown, api: unknown) => { shape: Record<string, number> }; data: number[][] };
  const at = items.indexOf(onLine[0]!);
  // a picture of 100 pixels a unit, 0 at 500: as high above the line as below it
  const api = { value: (dimension: number) => data[at]![dimension], coord: ([x, y]: [number, number]) => [500 + 100 * x, 500 - 100 * y] };
  const { y, height } = renderItem({}, api).shape as { y: number; height: number };
  expect([y + height / 2, height > 0]).toEqual([500, true]);
});

describe('advantageTimeChart', () => {
  const panels = [batch, group].map((values, p) => ({ name: `side ${p}`, cells: timeCells(values, labels, { numRows: 4, numEnvs: 8, maxColumns: 16 }) }));

  test.each(['mean', 'smallest', 'largest'] as const)('shows the %s of each cell that has steps', (statistic) => {
    const option = advantageTimeChart({ rowNames: names, panels, statistic });
    panels.forEach(({ cells }, p) => {
      const { data } = seriesOf(option)[p]!;
      const filled = filledCells(cells);
      expect(data.map(([, , , value]) => value)).toEqual(filled.map((cell) => cells[statistic][cell]));
      data.forEach(([from, to, row], i) => {
        expect(filled[i]).toBe(row! * 16 + cells.starts.indexOf(from!));
        expect(to).toBe(cells.starts[cells.starts.indexOf(from!) + 1]);
      });
    });
    expect(drawn(option, advantageTimeHeight(4, 2))).toContain('side 1');
  });

  test('marks cells with marked steps, and frames a run in every panel', () => {
    const marked = new Uint32Array(64);
    marked[filledCells(panels[0]!.cells)[5]!] = 2;
    const plain = advantageTimeChart({ rowNames: names, panels });
    const option = advantageTimeChart({ rowNames: names, panels, marked, frame: { row: 1, start: 3, end: 9 } });
    expect(seriesOf(option).map(({ data }) => data.length)).toEqual([...seriesOf(plain).map(({ data }) => data.length), 1, 1]);
    expect(seriesOf(option)[0]!.data.filter((item) => item[4]! > 0)).toHaveLength(1);
    expect(seriesOf(option).at(-1)!.data).toEqual([[3, 9, 1]]);
  });

  test('refuses a picture of nothing', () => {
    expect(() => advantageTimeChart({ rowNames: [], panels })).toThrow('invalid rollout: no row or no panel');
    expect(() => advantageTimeChart({ rowNames: names, panels: [] })).toThrow(RangeError);
  });
});

test('trajectoryAdvantagesChart draws both lines from the first step on, and a mark at each flip', () => {
  const option = trajectoryAdvantagesChart({ start: 7, batch: [1, -2, 3], group: [-1, -3, -0.5], flipped: [1, 0, 1], selected: 2 });
  expect(seriesOf(option).map(({ data }) => data)).toEqual([
    [[7, 1], [8, -2], [9, 3]],
    [[7, -1], [8, -3], [9, -0.5]],
    [[7, -1], [9, -0.5]],
  ]);
  expect(option.series).toMatchObject([{}, { markLine: { data: [{ xAxis: 9 }] } }, {}]);
  expect(drawn(option, 280)).toContain('sign flipped');
  expect(drawn(trajectoryAdvantagesChart({ start: 0, batch: [1], group: [1], flipped: [0] }), 280)).toContain('PPO (batch)');
});

test('advantageBoxesChart has a box a group in its colour; one that is emphasized leaves the others faint', () => {
  const quantiles = names.map((_, i) => [-2 - i, -1, 0, 1, 2 + i]);
  const option = advantageBoxesChart({ names, quantiles, looks: [3, 2, 1, 0], range: [-6, 6], emphasized: 1 });
  const { data } = (option.series as unknown as { data: { value: number[]; itemStyle: { borderColor: string; opacity: number } }[] }[])[0]!;
  expect(data.map(({ value }) => value)).toEqual(quantiles);
  expect(data[0]!.itemStyle.borderColor).toBe(seriesPalette[3]!.light);
  expect(data.map(({ itemStyle }) => itemStyle.opacity === 1)).toEqual([false, true, false, false]);
  expect(drawn(option, 200)).toContain('short');
  expect(() => advantageBoxesChart({ names: [], quantiles: [] })).toThrow('invalid groups: none');
});

test('pairedBarsChart has hollow and full bars of the same groups', () => {
  const option = pairedBarsChart({ names: ['a', '<i>'], sides: ['before', 'after'], values: [[1, 2], [3, 4]], axisName: 'norm', emphasized: 0 });
  const series = option.series as unknown as { name: string; data: { value: number; itemStyle: { color: string; opacity: number } }[] }[];
  expect(series.map(({ name, data }) => [name, data.map(({ value }) => value)])).toEqual([['before', [1, 2]], ['after', [3, 4]]]);
  expect(series.map(({ data }) => data[0]!.itemStyle.color === 'transparent')).toEqual([true, false]);
  expect(series[1]!.data.map(({ itemStyle }) => itemStyle.opacity === 1)).toEqual([true, false]);
  expect(drawn(option, 200)).not.toContain('<i>');
  expect(() => pairedBarsChart({ names: [], sides: ['a', 'b'], values: [[], []], axisName: '' })).toThrow('invalid groups: none');
});

test('gradientCosinesChart writes each cosine into its cell, never −0', () => {
  const panels = [{ title: 'before', cosines: [[1, -0.254], [-0.254, 1]] }, { title: 'after', cosines: [[1, -0.001], [-0.001, 1]] }];
  const option = gradientCosinesChart({ names: ['a', 'b'], panels });
  expect(seriesOf(option).map(({ data }) => data)).toEqual(panels.map(({ cosines }) => [[0, 0, 1], [1, 0, cosines[0]![1]], [0, 1, cosines[1]![0]], [1, 1, 1]]));
  const svg = drawn(option, gradientCosinesHeight(2, 2));
  expect(svg.match(/−0\.25</g)).toHaveLength(2);
  expect(svg).not.toContain('−0<');
  expect(() => gradientCosinesChart({ names: [], panels })).toThrow('invalid cosines');
});

test('signedColor is blue above 0, orange below, and full at the ends', () => {
  const [above, below] = [seriesPalette[0]!.light, seriesPalette[1]!.light];
  expect([signedColor(2, 2), signedColor(-2, 2), signedColor(5, 2)]).toEqual([`${above}ff`, `${below}ff`, `${above}ff`]);
  const opacity = (value: number): number => Number.parseInt(signedColor(value, 1).slice(7), 16);
  expect(opacity(0.2)).toBeLessThan(opacity(0.6));
  expect(opacity(0)).toBeGreaterThan(0);
  expect(signedColor(0, 0)).toMatch(/^#[0-9a-f]{8}$/);
});
