import type { PairwiseImprovement } from '@cohort-rl/analysis';
import type { ChartOption } from './chart-option.ts';
import { scoreIntervalsChart } from './score-intervals-chart.ts';

/**
 * Probabilities that a run of one algorithm is above a run of another, a row each, with their intervals; the dashed line is 0.5, no difference.
 * `pairwiseImprovements` has each pair in both orders: pass those that answer the question, those over the baseline, say.
 * @throws RangeError when there is none, or an algorithm is not in `algorithms`.
 */
export function improvementChart(
  improvements: readonly PairwiseImprovement[],
  { algorithms = [...new Set(improvements.map(({ algorithm }) => algorithm))] }: { readonly algorithms?: readonly string[] } = {},
): ChartOption {
  const rows = improvements.map(({ algorithm, over, probability }) => ({ name: `${algorithm} over ${over}`, algorithm, interval: probability }));
  const chart = scoreIntervalsChart(rows, { scoreName: 'probability of improvement', algorithms, reference: 0.5 });
  // the whole range, so that half a probability is always in the middle
  return { ...chart, xAxis: { ...chart.xAxis, min: 0, max: 1 } };
}
