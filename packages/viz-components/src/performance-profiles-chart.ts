import type { PerformanceProfile } from '@cohort-rl/analysis';
import { horizontalValueAxis, legendAndGrid, textStyle, verticalValueAxis } from './axes.ts';
import type { ChartOption } from './chart-option.ts';
import { intervalLines } from './interval-lines.ts';

/** Names and order in a {@link performanceProfilesChart}. */
export interface PerformanceProfilesChartOptions {
  /** All algorithms of the report in their order, so that one keeps its colour from chart to chart; default: those of the profiles. */
  readonly algorithms?: readonly string[];
  /** Name of the horizontal axis, default `normalised score τ`. */
  readonly scoreName?: string;
}

/**
 * Share of runs above each score: one falling line per algorithm with the band of its pointwise interval. Further right and up is better.
 * @throws RangeError when there is none, or an algorithm is not in `algorithms`.
 */
export function performanceProfilesChart(
  profiles: readonly { readonly algorithm: string; readonly profile: PerformanceProfile }[],
  options: PerformanceProfilesChartOptions = {},
): ChartOption {
  const { algorithms = profiles.map(({ algorithm }) => algorithm), scoreName = 'normalised score τ' } = options;
  if (profiles.length === 0) throw new RangeError('invalid profiles: none given; expected at least one');
  const percent = (shares: readonly number[]): number[] => shares.map((share) => 100 * share);
  const lines = profiles.map(({ algorithm, profile: { thresholds, estimate, lower, upper } }) => ({
    algorithm,
    x: thresholds,
    estimate: percent(estimate),
    lower: percent(lower),
    upper: percent(upper),
  }));
  const { legend, grid } = legendAndGrid(profiles.map(({ algorithm }) => algorithm));
  const scores = profiles.flatMap(({ profile }) => profile.thresholds);
  return {
    animation: false,
    textStyle,
    grid,
    legend: { ...legend, itemStyle: { opacity: 0 } },
    xAxis: { ...horizontalValueAxis(scoreName), min: Math.floor(10 * Math.min(...scores)) / 10, max: Math.ceil(10 * Math.max(...scores)) / 10 },
    yAxis: { ...verticalValueAxis('runs × tasks above τ (%)'), min: 0, max: 100 },
    series: intervalLines(lines, algorithms),
  };
}
