import { describe, expect, test } from '@jest/globals';
import type { GroupRecord, LearningCurve } from '@cohort-rl/analysis';
import type { CustomSeriesOption } from 'echarts/charts';
import { groupAdvantagesChart } from './group-advantages-chart.ts';
import { groupCharacteristicsChart } from './group-characteristics-chart.ts';
import { groupSizesChart } from './group-sizes-chart.ts';
import { groupWeightsChart } from './group-weights-chart.ts';
import { learningCurvesChart } from './learning-curves-chart.ts';
import { seriesStyle } from './palette.ts';
import { renderSvg } from './render-svg.ts';
import { scoreIntervalsChart } from './score-intervals-chart.ts';

type Series = Record<string, unknown> & { data: unknown[]; color: string };
const seriesOf = (option: { series?: unknown }): Series[] => [option.series].flat() as Series[];

/** What a custom series draws for one item where data units are pixels. */
function draw(series: Series, dataIndex: number): { type: string; shape: Record<string, unknown>; style: Record<string, unknown> }[] {
  const renderItem = (series as unknown as CustomSeriesOption).renderItem as unknown as (...args: unknown[]) => { children: ReturnType<typeof draw> };
  return renderItem({ dataIndex }, { coord: ([x, y]: [number, number]) => [x, y] }).children;
}

const curve = (algorithm: string, estimate: number[], lower: number[], upper: number[], task = 'light'): LearningCurve => ({
  algorithm,
  task,
  steps: estimate.map((_, i) => 100 * (i + 1)),
  seeds: [0, 1],
  runs: [],
  estimate,
  lower,
  upper,
});

describe('learningCurvesChart', () => {
  test('draws each estimate at its step, and a closed band between the bounds', () => {
    const [line, band] = seriesOf(learningCurvesChart([curve('ppo', [1, 2, 3], [0, 1, 2], [2, 3, 5])]));
    expect(line).toMatchObject({ type: 'line', name: 'ppo', data: [[100, 1], [200, 2], [300, 3]] });
    const [polygon] = draw(band!, 0);
    expect(polygon!.shape.points).toEqual([[100, 2], [200, 3], [300, 5], [300, 2], [200, 1], [100, 0]]);
    expect(draw(band!, 1)).toEqual([]);
  });

  test('interrupts line and band where values are missing', () => {
    const option = learningCurvesChart([curve('ppo', [NaN, 2, 3, NaN, 5, NaN, 7, 8], [NaN, 1, 2, NaN, 4, NaN, 6, 7], [NaN, 3, 4, NaN, 6, NaN, 8, 9])]);
    const polygons = draw(seriesOf(option)[1]!, 0).map(({ shape }) => (shape.points as number[][]).map(([x]) => x));
    expect(polygons).toEqual([
      [200, 300, 300, 200],
      [700, 800, 800, 700],
    ]);
    const svg = renderSvg(option, { title: 'x', theme: 'light' });
    expect(svg).not.toContain('NaN');
    expect(svg.match(/fill-opacity="0.18"|opacity="0.18"/g)).toHaveLength(2);
  });

  test('an algorithm keeps its look whatever is drawn beside it', () => {
    const algorithms = ['ppo', 'grpo:task', 'grpo:auto'];
    const [line] = seriesOf(learningCurvesChart([curve('grpo:auto', [1], [1], [1])], { algorithms }));
    expect(line).toMatchObject({ color: seriesStyle(2).color, lineStyle: { type: seriesStyle(2).dash } });
  });

  test('curves of several tasks, none, or an unknown algorithm are refused', () => {
    const [a, b] = [curve('ppo', [1], [1], [1]), curve('ppo', [1], [1], [1], 'heavy')];
    expect(() => learningCurvesChart([a, b])).toThrow('invalid curves: tasks light, heavy; expected one');
    expect(() => learningCurvesChart([])).toThrow('invalid curves: tasks none; expected one');
    expect(() => learningCurvesChart([a], { algorithms: ['sac'] })).toThrow('invalid algorithm: ppo; expected one of sac');
  });
});

describe('scoreIntervalsChart', () => {
  const rows = [
    { name: 'ppo', interval: { estimate: 0.7, lower: 0.6, upper: 0.9 } },
    { name: 'grpo', interval: { estimate: 0.8, lower: NaN, upper: NaN } },
  ];

  test('draws a point at the estimate and a whisker from bound to bound', () => {
    const [series] = seriesOf(scoreIntervalsChart(rows, { scoreName: 'IQM' }));
    const shapes = draw(series!, 0);
    expect(shapes[0]!.shape).toEqual({ x1: 0.6, y1: 0, x2: 0.9, y2: 0 });
    expect(shapes.at(-1)).toMatchObject({ type: 'circle', shape: { cx: 0.7, cy: 0 } });
  });

  test('draws a point alone without bounds', () => {
    const option = scoreIntervalsChart(rows, { scoreName: 'IQM' });
    expect(draw(seriesOf(option)[0]!, 1).map(({ type }) => type)).toEqual(['circle']);
    expect(renderSvg(option, { title: 'x' })).not.toContain('NaN');
  });

  test('writes the numbers beside the rows', () => {
    const svg = renderSvg(scoreIntervalsChart(rows, { scoreName: 'IQM' }), { title: 'x' });
    expect(svg).toContain('>0.70 (0.60 to 0.90)</text>');
    expect(svg).toContain('>0.80</text>');
  });

  test('the axis reaches the reference', () => {
    const svg = renderSvg(scoreIntervalsChart(rows, { scoreName: 'IQM', reference: -2 }), { title: 'x' });
    expect(svg).toContain('>−2</text>');
    expect(svg).toContain('stroke-dasharray');
  });

  test('no row is refused', () => {
    expect(() => scoreIntervalsChart([], { scoreName: 'IQM' })).toThrow('invalid rows: none given; expected at least one');
    expect(() => scoreIntervalsChart(rows, { scoreName: 'IQM', algorithms: ['ppo'] })).toThrow('invalid name: grpo; expected one of ppo');
  });
});

describe('groups', () => {
  const summary = (center: number, spread: number) => ({
    mean: center,
    std: spread,
    quantiles: [center - 2 * spread, center - spread, center, center + spread, center + 2 * spread] as const,
  });
  const group = (label: number, name: string, steps: number): GroupRecord['groups'][number] => ({
    label,
    name,
    trajectories: 1,
    steps,
    weight: 1,
    returnMean: null,
    advantageBefore: summary(100 * label, 10),
    advantageAfter: summary(0, 1),
  });

  test('groupWeightsChart stacks shares in percent to the top', () => {
    const option = groupWeightsChart({
      groups: [{ label: 0, name: 'light' }, { label: 3, name: 'heavy' }],
      steps: [10, 20],
      shares: [[0.25, 0.5], [0.75, 0.5]],
    });
    const [light, heavy] = seriesOf(option);
    expect(light).toMatchObject({ name: 'light', stack: 'shares', data: [[10, 25], [20, 50]] });
    expect(heavy).toMatchObject({ name: 'heavy', stack: 'shares', data: [[10, 75], [20, 50]] });
    // The stacked line of the second group runs along the top of the grid.
    const svg = renderSvg(option, { title: 'x', width: 400, height: 300, theme: 'light' });
    const line = new RegExp(`<path d="M[\\d.]+ ([\\d.]+)L[\\d.]+ ([\\d.]+)" fill="none" stroke="${heavy!.color}"`).exec(svg)!;
    expect([line[1], line[2]]).toEqual(['64', '64']);
  });

  test('groupAdvantagesChart has a box per group with steps, on either side', () => {
    const option = groupAdvantagesChart({ groups: [group(0, 'light', 5), group(1, 'absent', 0), group(2, 'heavy', 5)] });
    const [before, after] = seriesOf(option);
    expect(before!.data.map((box) => (box as { value: number[] }).value)).toEqual([
      [-20, -10, 0, 10, 20],
      [180, 190, 200, 210, 220],
    ]);
    expect(after!.data.map((box) => (box as { value: number[] }).value)).toEqual([
      [-2, -1, 0, 1, 2],
      [-2, -1, 0, 1, 2],
    ]);
    const svg = renderSvg(option, { title: 'x', theme: 'light' });
    for (const text of ['light', 'heavy', 'advantage before', 'advantage after']) expect(svg.split(`>${text}</text>`)).toHaveLength(2);
    expect(svg).not.toContain('absent');
    expect(() => groupAdvantagesChart({ groups: [group(0, 'light', 0)] })).toThrow('invalid record: no group with steps');
  });

  test('groupSizesChart has trajectories and steps on axes of their own, in the colours of the groups', () => {
    const option = groupSizesChart({ groups: [group(0, 'light', 5), { ...group(1, 'a name that does not fit beside a chart', 0), trajectories: 7 }] });
    const [trajectories, steps] = seriesOf(option);
    expect(trajectories).toMatchObject({ xAxisIndex: 0, data: [{ value: 1, itemStyle: { color: seriesStyle(0).color } }, { value: 7 }] });
    expect(steps).toMatchObject({ xAxisIndex: 1, data: [{ value: 5 }, { value: 0, itemStyle: { color: seriesStyle(1).color } }] });
    const svg = renderSvg(option, { title: 'x', theme: 'light' });
    for (const text of ['light', 'a name tha…e a chart', 'trajectories', 'steps']) expect(svg.split(`>${text}</text>`)).toHaveLength(2);
    expect(() => groupSizesChart({ groups: [] })).toThrow('invalid record: no group');
  });

  test('groupCharacteristicsChart puts the greatest at the rim and the least of what is below zero at the centre', () => {
    const characteristics = {
      names: ['return', 'unknown to some', 'meanLength', 'std of advantages', 'flat'],
      groups: [
        { name: 'light', values: [10, 1, 30, -4, 0] },
        { name: 'heavy', values: [5, null, 60, 2, 0] },
      ],
    };
    const option = groupCharacteristicsChart(characteristics);
    expect((option.radar as { indicator: unknown }).indicator).toEqual([
      { name: 'return\n0 … 10', min: 0, max: 10 },
      { name: 'mean length\n0 … 60', min: 0, max: 60 },
      { name: 'std of\nadvantages\n−4 … 2', min: -4, max: 2 },
      { name: 'flat\n0 … 1', min: 0, max: 1 },
    ]);
    expect(seriesOf(option)[0]!.data).toMatchObject([
      { name: 'light', value: [10, 30, -4, 0], lineStyle: { type: 'solid' } },
      { name: 'heavy', value: [5, 60, 2, 0], lineStyle: { type: 'dashed' } },
    ]);
    // 'light' is at the rim for its return (the top) and at the centre for its advantage
    const svg = renderSvg(option, { title: 'x', width: 400, height: 300, theme: 'light' });
    expect(svg).toContain('M200 87');
    const few = { ...characteristics, names: ['a', 'b'] };
    expect(() => groupCharacteristicsChart(few)).toThrow('invalid characteristics: 1 that every group has; expected at least three');
    expect(() => groupCharacteristicsChart({ names: ['a'], groups: [] })).toThrow('invalid characteristics: no group');
  });
});
