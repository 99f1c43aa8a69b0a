import type { PairwiseImprovement } from '@cohort-rl/analysis';
import type { ChartOption } from './chart-option.ts';
import { scoreIntervalsChart } from './score-intervals-chart.ts';

/** Names in an {@link improvementChart}. */
export interface ImprovementChartOptions {
  /** All algorithms of the report in their order, so that one keeps its colour from chart to chart; default: those of the pairs. */
  readonly algorithms?: readonly string[];
  /** Names rows by their algorithm alone and leaves out the numbers, for many pairs with one other, which the page names. Default false. */
  readonly isShort?: boolean;
}

/**
 * Probabilities that a run of one algorithm is above a run of another, a row each, with their intervals; the dashed line is 0.5, no difference.
 * `pairwiseImprovements` has each pair in both orders: pass those that answer the question, those over the baseline, say.
 * @throws RangeError when there is none, or an algorithm is not in `algorithms`.
 */
export function improvementChart(
  improvements: readonly PairwiseImprovement[],
  { algorithms = [...new Set(improvements.map(({ algorithm }) => algorithm))], isShort = false }: ImprovementChartOptions = {},
): ChartOption {
  const rows = improvements.map(({ algorithm, over, probability }) => ({ name: isShort ? algorithm : `${algorithm} over ${over}`, algorithm, interval: probability }));
  const chart = scoreIntervalsChart(rows, { scoreName: 'probability of improvement', algorithms, reference: 0.5, hasNumbers: !isShort });
  // the whole range, so that half a probability is always in the middle
  return { ...chart, xAxis: { ...chart.xAxis, min: 0, max: 1 } };
}
