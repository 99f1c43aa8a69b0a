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

const percent = (confidence: number): string => `${Math.round(confidence * 100)} %`;

/** Three figures of the larger bound. */
function format(interval: Interval): string {
  const size = Math.max(...[interval.estimate, interval.lower, interval.upper].filter((value) => !Number.isNaN(value)).map(Math.abs));
  return formatInterval(interval, Math.max(0, Math.min(4, 2 - Math.floor(Math.log10(Math.max(size, 1e-9))))));
}

/** One row per algorithm: IQM of (normalised) final scores, mean return per task. */
export function resultTable({ comparison }: RunAnalysis): ReportTable {
  const { algorithms, tasks, isNormalized, confidence } = comparison;
  const hasAggregate = tasks.length > 1 || isNormalized;
  return {
    caption: `${hasAggregate ? 'IQM of normalised final scores, and mean' : 'Mean'} final return on each task, with ${percent(confidence)} intervals over seeds`,
    head: ['algorithm', 'seeds', ...(hasAggregate ? ['IQM'] : []), ...tasks],
    rows: algorithms.map(({ algorithm, seeds, interquartileMean, tasks: perTask }) => [
      algorithm,
      String(seeds.length),
      ...(hasAggregate ? [formatInterval(interquartileMean, 3)] : []),
      ...perTask.map(({ meanReturn }) => format(meanReturn)),
    ]),
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
