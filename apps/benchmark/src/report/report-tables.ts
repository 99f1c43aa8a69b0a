import { formatInterval, type Interval } from '@cohort-rl/analysis';
import { formatNumber } from '../terminal.ts';
import type { RunAnalysis } from './analyze-runs.ts';
import type { LoadedRun } from './load-runs.ts';

/** A table as text, for the terminal, Markdown and HTML alike; the first column names the row. */
export interface ReportTable {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const percent = (confidence: number): string => `${Math.round(confidence * 100)}\u00a0%`;

/** Three figures of the larger bound. */
function format(interval: Interval): string {
  const size = Math.max(...[interval.estimate, interval.lower, interval.upper].filter((value) => !Number.isNaN(value)).map(Math.abs));
  return formatInterval(interval, size === 0 ? 0 : Math.max(0, Math.min(4, 2 - Math.floor(Math.log10(size)))));
}

/** How far the intervals can be trusted; null from ten seeds on. */
export function seedCaution({ comparison }: RunAnalysis): string | null {
  const seeds = Math.min(...comparison.algorithms.map((algorithm) => algorithm.seeds.length));
  if (seeds === 1) return 'with one seed there are no intervals over seeds';
  return seeds < 10 ? `with ${seeds} seeds intervals are too narrow: take ten or more before believing a small difference` : null;
}

/** One row per algorithm: IQM and mean over all tasks. */
export function resultTable({ comparison, meanScores, unscoredTasks }: RunAnalysis): ReportTable {
  const { algorithms, tasks, isNormalized, confidence } = comparison;
  const of = tasks.length + unscoredTasks.length;
  const over = unscoredTasks.length > 0 ? ` over ${tasks.length} of ${of} tasks (${tasks.join(', ')})` : tasks.length > 1 ? ` over ${of} tasks` : '';
  return {
    caption: `${isNormalized ? 'Normalised final scores' : 'Final returns'}${over}, with ${percent(confidence)} intervals over seeds`,
    head: ['algorithm', 'seeds', 'IQM', 'mean'],
    rows: algorithms.map(({ algorithm, seeds, interquartileMean }, i) => {
      const digits = isNormalized ? 3 : 1;
      return [algorithm, String(seeds.length), formatInterval(interquartileMean, digits), formatInterval(meanScores[i]!, digits)];
    }),
  };
}

/** One row per algorithm: mean return on each task; null with one task whose returns stand in the first table. */
export function taskTable({ comparison }: RunAnalysis): ReportTable | null {
  const { algorithms, tasks, isNormalized, confidence } = comparison;
  if (tasks.length === 1 && !isNormalized) return null;
  return {
    caption: `Mean final return on each task, with ${percent(confidence)} intervals over seeds`,
    head: ['algorithm', ...tasks],
    rows: algorithms.map(({ algorithm, tasks: perTask }) => [algorithm, ...perTask.map(({ meanReturn }) => format(meanReturn))]),
  };
}

/** One row per algorithm other than the baseline; null where there is none. */
export function differenceTable({ comparison }: RunAnalysis): ReportTable | null {
  const { baseline, differences, confidence } = comparison;
  if (differences.length === 0) return null;
  return {
    caption: `Differences to ${baseline}, seeds paired, with ${percent(confidence)} intervals`,
    head: ['algorithm', 'difference of IQM', 'P(improvement)', 'p (Holm)', 'outcome'],
    rows: differences.map(({ algorithm, difference, probabilityOfImprovement, adjustedPValue, outcome }) => [
      algorithm,
      formatInterval(difference, 3),
      formatInterval(probabilityOfImprovement, 2),
      Number.isNaN(adjustedPValue) ? '–' : adjustedPValue.toFixed(3),
      outcome,
    ]),
  };
}

/** The same task by task; null with one task, where it would say nothing new. */
export function taskDifferenceTable({ comparison }: RunAnalysis): ReportTable | null {
  const { baseline, differences, tasks, confidence } = comparison;
  if (differences.length === 0 || tasks.length === 1) return null;
  return {
    caption: `Differences to ${baseline} in mean final return on each task, seeds paired, with ${percent(confidence)} intervals`,
    head: ['algorithm', ...tasks],
    rows: differences.map(({ algorithm, tasks: perTask }) => [algorithm, ...perTask.map(({ difference }) => format(difference))]),
  };
}

/** One row per run. */
export function runTable(runs: readonly LoadedRun[]): ReportTable {
  return {
    caption: 'Runs',
    head: ['run', 'algorithm', 'environment', 'seed', 'steps', 'seconds', 'steps/s', 'kernels'],
    rows: runs.map(({ name, description: { algorithm, env, seed, kernels }, result: { step, wallSeconds } }) => [
      name,
      algorithm,
      env,
      String(seed),
      formatNumber(step),
      wallSeconds.toFixed(1),
      formatNumber(step / wallSeconds),
      kernels,
    ]),
  };
}
