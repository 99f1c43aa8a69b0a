import type { ChartTable } from '@cohort-rl/viz-components/elements';
import { trainingMeasureChart, type ChartOption } from '@cohort-rl/viz-components';
import type { Run } from '../training/run.ts';
import { learningCurve, type LearningPoint } from './learning-score.ts';
import type { StoryExperiment } from './story.ts';

/** A picture and its numbers, as `<cohort-chart>` takes them. */
export interface Figure {
  readonly option: ChartOption;
  readonly table: ChartTable;
}

/** Points of a curve, at most; each is a mean over the last 100 episodes already. */
const mostPoints = 400;

/** How well both runs do, over steps; null before the first episodes have ended. Of long runs every so many updates are shown, the last always. */
export function learningFigure(runs: readonly Run[], references: StoryExperiment['references']): Figure | null {
  const curves = runs.map((run) => ({ algorithm: nameOf(run), points: learningCurve(thinned(run.updates), references) })).filter(({ points }) => points.length > 0);
  if (curves.length === 0) return null;
  const isScore = Object.keys(references).length > 0;
  const measureName = isScore ? 'score (0 random, 1 expert)' : 'episode return';
  const nothing = (points: readonly unknown[]): number[] => points.map(() => NaN);
  const option = trainingMeasureChart(
    curves.map(({ algorithm, points }) => ({
      algorithm,
      curve: { steps: points.map(({ step }) => step), estimate: points.map(({ value }) => value), lower: nothing(points), upper: nothing(points) },
    })),
    { measureName, algorithms: runs.map(nameOf) },
  );
  const total = runs[0]!.experiment.totalSteps;
  return {
    option: { ...option, xAxis: { ...(option.xAxis as object), max: total }, ...(isScore && { yAxis: { ...(option.yAxis as object), ...scoreBounds(curves.flatMap(({ points }) => points)) } }) },
    table: {
      columns: ['algorithm', 'environment steps', isScore ? 'score' : 'return'],
      rows: curves.flatMap(({ algorithm, points }, seriesIndex) => points.map(({ step, value }, dataIndex) => ({ cells: [algorithm, step, value], mark: { seriesIndex, dataIndex } }))),
    },
  };
}

/** From a random policy to an expert, and to what lies beyond: an axis that stands still while the curves grow. */
function scoreBounds(points: readonly LearningPoint[]): { readonly min: number; readonly max: number } {
  const values = points.map(({ value }) => value);
  // a line's width below 0 is no score worth the room
  const least = Math.min(...values) + 0.04;
  return { min: least < 0 ? Math.floor(5 * least) / 5 : 0, max: Math.max(1, Math.ceil(5 * Math.max(...values)) / 5) };
}

function thinned<T>(values: readonly T[]): readonly T[] {
  const distance = Math.ceil(values.length / mostPoints);
  return values.filter((_, i) => (values.length - 1 - i) % distance === 0);
}

export const nameOf = ({ algorithm, experiment }: Run): string => (algorithm === 'ppo' ? 'PPO' : `GRPO by ${experiment.grouping}`);
