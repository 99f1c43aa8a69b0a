import { describe, expect, test } from '@jest/globals';
import type { CustomSeriesOption } from 'echarts/charts';
import { groupWeightsChart } from './group-weights-chart.ts';
import { improvementChart } from './improvement-chart.ts';
import { seriesStyle } from './palette.ts';
import { panelChart } from './panel-chart.ts';
import { performanceProfilesChart } from './performance-profiles-chart.ts';
import { renderSvg } from './render-svg.ts';
import { riskChart } from './risk-chart.ts';
import { trainingMeasureChart } from './training-measure-chart.ts';

type Series = Record<string, unknown> & { data: unknown[]; color: string };
const seriesOf = (option: { series?: unknown }): Series[] => [option.series].flat() as Series[];

/** What a custom series draws for one item where data units are pixels. */
function draw(series: Series, dataIndex: number): { type: string; shape: Record<string, unknown>; style: Record<string, unknown> }[] {
  const renderItem = (series as unknown as CustomSeriesOption).renderItem as unknown as (...args: unknown[]) => { children: ReturnType<typeof draw> };
  return renderItem({ dataIndex }, { coord: ([x, y]: [number, number]) => [x, y] }).children;
}

const curve = (estimate: number[], lower = estimate, upper = estimate) => ({ steps: estimate.map((_, i) => 100 * (i + 1)), estimate, lower, upper });
const bare = (estimate: number) => ({ estimate, lower: NaN, upper: NaN });

describe('performanceProfilesChart', () => {
  const profile = { thresholds: [0, 0.5, 1.04], estimate: [1, 0.5, 0], lower: [1, 0.25, 0], upper: [1, 0.75, 0.5] };

  test('draws shares in percent over scores, with bands, on axes that hold them', () => {
    const option = performanceProfilesChart([{ algorithm: 'ppo', profile }]);
    const [line, band] = seriesOf(option);
    expect(line).toMatchObject({ type: 'line', name: 'ppo', data: [[0, 100], [0.5, 50], [1.04, 0]] });
    expect(draw(band!, 0)[0]!.shape.points).toEqual([[0, 100], [0.5, 75], [1.04, 50], [1.04, 0], [0.5, 25], [0, 100]]);
    expect(option.xAxis).toMatchObject({ min: 0, max: 1.1 });
    expect(renderSvg(option, { title: 'x' })).toContain('>runs × tasks above τ (%)</text>');
  });

  test('none, or an unknown algorithm, is refused', () => {
    expect(() => performanceProfilesChart([])).toThrow('invalid profiles: none given; expected at least one');
    expect(() => performanceProfilesChart([{ algorithm: 'ppo', profile }], { algorithms: ['sac'] })).toThrow('invalid algorithm: ppo; expected one of sac');
  });
});

describe('improvementChart', () => {
  const improvements = [
    { algorithm: 'grpo', over: 'ppo', probability: { estimate: 0.8, lower: 0.6, upper: 1 } },
    { algorithm: 'sac', over: 'ppo', probability: bare(0.3) },
  ];
  const option = improvementChart(improvements, { algorithms: ['ppo', 'grpo', 'sac'] });

  test('has a row per pair in the algorithm’s colour, its numbers beside it', () => {
    const [series] = seriesOf(option);
    expect(draw(series!, 0).at(-1)).toMatchObject({ shape: { cx: 0.8, cy: 0 }, style: { fill: seriesStyle(1).color } });
    expect(draw(series!, 1)).toMatchObject([{ type: 'circle', style: { fill: seriesStyle(2).color } }]);
    const svg = renderSvg(option, { title: 'x' });
    for (const text of ['grpo over ppo', 'sac over ppo', '0.80 (0.60 to 1.00)', '0.30']) expect(svg).toContain(`>${text}</text>`);
  });

  test('short, it has the algorithms alone', () => {
    const svg = renderSvg(improvementChart(improvements, { algorithms: ['ppo', 'grpo', 'sac'], isShort: true }), { title: 'x' });
    expect(svg).toContain('>grpo</text>');
    expect(svg).not.toMatch(/ over |0\.80/);
  });

  test('shows all probabilities, with half marked', () => {
    expect(option.xAxis).toMatchObject({ min: 0, max: 1 });
    expect(seriesOf(option)[0]!.markLine).toMatchObject({ data: [{ xAxis: 0.5 }] });
    expect(() => improvementChart(improvements, { algorithms: ['ppo'] })).toThrow('invalid name: grpo; expected one of ppo');
    expect(() => improvementChart([])).toThrow('invalid rows: none given; expected at least one');
  });
});

describe('trainingMeasureChart', () => {
  test('draws the measure at its steps, with bands, in the algorithm’s look', () => {
    const option = trainingMeasureChart([{ algorithm: 'grpo', curve: curve([0.1, 0.4], [0, 0.3], [0.2, 0.6]) }], {
      measureName: 'worst-task score',
      algorithms: ['ppo', 'grpo'],
    });
    const [line, band] = seriesOf(option);
    expect(line).toMatchObject({ name: 'grpo', data: [[100, 0.1], [200, 0.4]], color: seriesStyle(1).color, lineStyle: { type: seriesStyle(1).dash } });
    expect(draw(band!, 0)[0]!.shape.points).toEqual([[100, 0.2], [200, 0.6], [200, 0.3], [100, 0]]);
    const svg = renderSvg(option, { title: 'x' });
    expect(svg).toContain('>worst-task score</text>');
    expect(svg).toContain('>environment steps</text>');
  });

  test('one run has a line alone', () => {
    const svg = renderSvg(trainingMeasureChart([{ algorithm: 'ppo', curve: curve([1, 2], [NaN, NaN], [NaN, NaN]) }], { measureName: 'IQM' }), { title: 'x' });
    expect(svg).not.toContain('NaN');
  });

  test('none, or an unknown algorithm, is refused', () => {
    expect(() => trainingMeasureChart([], { measureName: 'IQM' })).toThrow('invalid curves: none given; expected at least one');
    expect(() => trainingMeasureChart([{ algorithm: 'ppo', curve: curve([1]) }], { measureName: 'IQM', algorithms: ['sac'] })).toThrow(
      'invalid algorithm: ppo; expected one of sac',
    );
  });
});

describe('riskChart', () => {
  const stabilities = [
    { algorithm: 'ppo', trainingStability: { shortTermRisk: { estimate: -0.2, lower: -0.3, upper: -0.15 }, longTermRisk: { estimate: 0.4, lower: 0.3, upper: 0.5 } } },
    { algorithm: 'grpo', trainingStability: { shortTermRisk: bare(-0.1), longTermRisk: bare(0.2) } },
  ];

  test('draws both as falls: the worst differences turned round, the drawdown as it is', () => {
    const option = riskChart(stabilities);
    const [short, long] = seriesOf(option);
    expect(draw(short!, 0)[0]!.shape).toEqual({ x1: 0.15, y1: 0, x2: 0.3, y2: 0 });
    expect(draw(short!, 0).at(-1)!.shape).toMatchObject({ cx: 0.2, cy: 0 });
    expect(draw(long!, 0)[0]!.shape).toEqual({ x1: 0.3, y1: 0, x2: 0.5, y2: 0 });
    expect(draw(long!, 1)).toMatchObject([{ type: 'circle', shape: { cx: 0.2, cy: 1 }, style: { fill: seriesStyle(1).color } }]);
    const svg = renderSvg(option, { title: 'x' });
    expect(svg).not.toContain('NaN');
    for (const text of ['ppo', 'grpo', 'fall per bin', 'drawdown']) expect(svg.split(`>${text}</text>`)).toHaveLength(2);
  });

  test('none, or an unknown algorithm, is refused', () => {
    expect(() => riskChart([])).toThrow('invalid stabilities: none given; expected at least one');
    expect(() => riskChart(stabilities, { algorithms: ['ppo'] })).toThrow('invalid algorithm: grpo; expected one of ppo');
  });
});

describe('panels', () => {
  const line = (algorithm: string, estimate: number[]) => ({ algorithm, x: estimate.map((_, i) => 1000 * (i + 1)), estimate, lower: estimate.map((y) => y - 1), upper: estimate.map((y) => y + 1) });
  const axes = { x: [0, 4000], y: [-1, 6] } as const;

  test('share their axes, have no legend and few numbers', () => {
    const option = panelChart([line('grpo', [1, 4])], { ...axes, algorithms: ['ppo', 'grpo'], background: line('ppo', [2, 3]) });
    const [background, own, band] = seriesOf(option);
    expect(background!.data).toEqual([[1000, 2], [2000, 3]]);
    expect(own).toMatchObject({ name: 'grpo', data: [[1000, 1], [2000, 4]], color: seriesStyle(1).color });
    expect(draw(band!, 0)[0]!.shape.points).toEqual([[1000, 2], [2000, 5], [2000, 3], [1000, 0]]);
    const svg = renderSvg(option, { title: 'x', width: 300, height: 170 });
    expect(svg).toContain('>4K</text>');
    expect(svg.match(/<text/g)!.length).toBeLessThanOrEqual(12);
    expect(svg).not.toContain('>grpo</text>');
    expect(option.xAxis).toMatchObject({ min: 0, max: 4000 });
    expect(option.yAxis).toMatchObject({ min: -1, max: 6 });
  });

  test('ticks meet both ends where they are round', () => {
    const ticksOf = (low: number, high: number): unknown => (panelChart([line('a', [1])], { x: [0, 1], y: [low, high] }).yAxis as { interval?: number }).interval;
    expect([ticksOf(0, 1), ticksOf(-0.25, 1), ticksOf(0, 225), ticksOf(0, 800), ticksOf(-1, 6)]).toEqual([0.5, undefined, undefined, 200, undefined]);
  });

  test('none, or an unknown name, is refused', () => {
    expect(() => panelChart([], axes)).toThrow('invalid lines: none given; expected at least one');
    expect(() => panelChart([line('grpo', [1])], { ...axes, algorithms: ['ppo'] })).toThrow('invalid algorithm: grpo; expected one of ppo');
  });

  test('of shares too have no legend', () => {
    const shares = { groups: [{ label: 0, name: 'light' }, { label: 1, name: 'heavy' }], steps: [10, 20], shares: [[0.25, 0.5], [0.75, 0.5]] };
    const [panel, alone] = [true, false].map((isPanel) => renderSvg(groupWeightsChart(shares, { isPanel, shareName: 'share of the steps (%)' }), { title: 'x', width: 300, height: 170 }));
    for (const text of ['light', 'share of the steps (%)', 'environment steps']) {
      expect(alone).toContain(`>${text}</text>`);
      expect(panel).not.toContain(`>${text}</text>`);
    }
  });
});
