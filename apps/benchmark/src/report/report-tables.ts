import { formatInterval } from '@cohort-rl/analysis';
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

/** Decimals that show three figures of a value of this size. */
const decimals = (value: number): number => Math.max(0, Math.min(4, 2 - Math.floor(Math.log10(Math.max(Math.abs(value), 1e-9)))));

/** One row per algorithm: IQM of (normalised) final scores, mean return per task. */
export function resultTable({ comparison }: RunAnalysis): ReportTable {
  const { algorithms, tasks, isNormalized, confidence } = comparison;
  const isOneTask = tasks.length === 1 && !isNormalized;
  return {
    caption: `Final returns, with ${percent(confidence)} intervals over seeds`,
    head: ['algorithm', 'seeds', ...(isOneTask ? [] : ['IQM of normalised scores']), ...tasks.map((task) => `return on ${task}`)],
    rows: algorithms.map(({ algorithm, seeds, interquartileMean, tasks: perTask }) => [
      algorithm,
      String(seeds.length),
      ...(isOneTask ? [] : [formatInterval(interquartileMean, 3)]),
      ...perTask.map(({ meanReturn }) => formatInterval(meanReturn, decimals(meanReturn.estimate))),
    ]),
  };
}

/** One row per algorithm other than the baseline; null where there is none. */
export function differenceTable({ comparison }: RunAnalysis): ReportTable | null {
  const { baseline, differences, tasks, confidence } = comparison;
  if (differences.length === 0) return null;
  return {
    caption: `Differences to ${baseline}, seeds paired, with ${percent(confidence)} intervals`,
    head: ['algorithm', 'difference of IQM', 'P(improvement)', 'p (Holm)', 'outcome', ...(tasks.length > 1 ? tasks.map((task) => `return on ${task}`) : [])],
    rows: differences.map(({ algorithm, difference, probabilityOfImprovement, adjustedPValue, outcome, tasks: perTask }) => [
      algorithm,
      formatInterval(difference, 3),
      formatInterval(probabilityOfImprovement, 2),
      Number.isNaN(adjustedPValue) ? '–' : adjustedPValue.toFixed(3),
      outcome,
      ...(tasks.length > 1 ? perTask.map(({ difference: own }) => formatInterval(own, decimals(own.estimate))) : []),
    ]),
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
