import {
  compareRuns,
  episodeTable,
  finalScores,
  learningCurves,
  mean,
  normalizeScore,
  stratifiedBootstrap,
  type Comparison,
  type GroupRecord,
  type Interval,
  type LearningCurve,
  type ReturnRow,
  type RunScore,
  type TaskReference,
} from '@cohort-rl/analysis';
import { FailureError } from '../errors.ts';
import type { LoadedRun, LoadedRuns } from './load-runs.ts';

/** The numbers of a report; every one of them comes from `@cohort-rl/analysis`. */
export interface RunAnalysis {
  readonly comparison: Comparison;
  /** Mean over runs and tasks, in the order of `comparison.algorithms`: unlike the IQM it shows one task of four that fails. */
  readonly meanScores: readonly Interval[];
  /** What final scores are: the last evaluation of each run, or the end of training where no run was evaluated. */
  readonly scoreSource: 'evaluation' | 'training';
  readonly scores: readonly RunScore[];
  readonly references: Readonly<Record<string, TaskReference>> | null;
  /** Of the returns in training. */
  readonly curves: readonly LearningCurve[];
  /** One run of every algorithm with groups: that of its first seed. */
  readonly groups: readonly { readonly algorithm: string; readonly seed: number; readonly env: string; readonly records: readonly GroupRecord[] }[];
  /** Tasks of the runs that no run has a score on: the comparison is over the others. */
  readonly unscoredTasks: readonly string[];
  /** What had to be left out of the comparison, and why. */
  readonly notes: readonly string[];
}

export function analyzeRuns({ comparison: planned, runs }: LoadedRuns): RunAnalysis {
  const named = uniqueTaskNames(runs);
  const notes: string[] = [];
  const isEvaluated = runs.every(({ records }) => records.some(({ type }) => type === 'evaluation'));
  const tableOf = (run: LoadedRun, source: 'evaluation' | 'episode'): ReturnRow[] => {
    const { algorithm, env, seed } = run.description;
    return episodeTable(run.records, { algorithm, seed, source }).map((row) => ({ ...row, task: named(env, row.task) }));
  };

  const taskOrder = [...new Set(runs.flatMap(({ description: { env, tasks } }) => tasks.map(({ name }) => named(env, name))))];
  const allScores = runs
    .flatMap((run) => finalScores(isEvaluated ? atLastStep(tableOf(run, 'evaluation')) : tableOf(run, 'episode')))
    // every algorithm's first task is the suite's first, and so on: the order in which tables and pictures show them
    .map((score, place) => ({ score, place, task: taskOrder.indexOf(score.task) }))
    .sort((a, b) => a.task - b.task || a.place - b.place)
    .map(({ score }) => score);
  const unscoredTasks = taskOrder.filter((task) => !allScores.some((score) => score.task === task));
  if (unscoredTasks.length > 0) notes.push(`no run has a score on ${unscoredTasks.join(', ')}: the comparison is over the other tasks only`);
  const scores = comparableScores(allScores, taskOrder.filter((task) => !unscoredTasks.includes(task)), notes);
  if (scores.length === 0) throw new FailureError(`there is nothing to compare: ${notes.join('; ')}`);
  const present = [...new Set(scores.map(({ algorithm }) => algorithm))];
  const wanted = planned?.baseline;
  const baseline = wanted !== undefined && present.includes(wanted) ? wanted : present[0]!;
  if (wanted !== undefined && wanted !== baseline) notes.push(`${wanted} has no finished seed, so ${baseline} is the baseline`);
  const sharing = scores.filter(({ algorithm }) => {
    const seedsOf = (name: string): number[] => scores.filter((row) => row.algorithm === name).map(({ seed }) => seed);
    return seedsOf(algorithm).some((seed) => seedsOf(baseline).includes(seed));
  });
  for (const algorithm of present) {
    if (!sharing.some((row) => row.algorithm === algorithm)) notes.push(`${algorithm} shares no finished seed with ${baseline} and is left out`);
  }

  const references = referencesOf(runs, named);
  const isOneSuite = new Set(runs.map(({ description }) => description.env)).size === 1;
  // one policy learned all tasks of a suite, so that they are drawn again together
  const resampling = isOneSuite ? 'runs' : 'stratified';
  const comparison = compareRuns(sharing, { baseline, ...(references && { references }), resampling });
  const scoreOf = ({ score, task }: RunScore): number => (references ? normalizeScore(score, references[task]!) : score);
  const meanScores = comparison.algorithms.map(({ algorithm, seeds }) => {
    const own = sharing.filter((row) => row.algorithm === algorithm);
    const matrix = seeds.map((seed) => comparison.tasks.map((task) => scoreOf(own.find((row) => row.seed === seed && row.task === task)!)));
    return stratifiedBootstrap(matrix, mean, { resampling });
  });
  return {
    comparison,
    meanScores,
    scoreSource: isEvaluated ? 'evaluation' : 'training',
    scores: sharing,
    references,
    unscoredTasks,
    curves: learningCurves(runs.flatMap((run) => tableOf(run, 'episode'))),
    groups: groupRuns(runs),
    notes,
  };
}

/** Tasks of different environments may have one name: then the environment's goes before it. */
function uniqueTaskNames(runs: readonly LoadedRun[]): (env: string, task: string) => string {
  const envsOf = new Map<string, Set<string>>();
  for (const { description } of runs) {
    for (const { name } of description.tasks) envsOf.set(name, (envsOf.get(name) ?? new Set()).add(description.env));
  }
  return (env, task) => ((envsOf.get(task)?.size ?? 0) > 1 ? `${env}/${task}` : task);
}

function atLastStep(table: readonly ReturnRow[]): ReturnRow[] {
  const last = table.reduce((step, row) => Math.max(step, row.step), 0);
  return table.filter(({ step }) => step === last);
}

/** A seed counts where it has every task: a run that failed must not make the others' mean. */
function comparableScores(scores: readonly RunScore[], tasks: readonly string[], notes: string[]): RunScore[] {
  return scores.filter(({ algorithm, seed, task }) => {
    const own = scores.filter((row) => row.algorithm === algorithm && row.seed === seed).map((row) => row.task);
    const missing = tasks.filter((name) => !own.includes(name));
    if (missing.length > 0 && task === own[0]) notes.push(`${algorithm}, seed ${seed} has no score on ${missing.join(', ')} and is left out`);
    return missing.length === 0;
  });
}

function referencesOf(runs: readonly LoadedRun[], named: (env: string, task: string) => string): Record<string, TaskReference> | null {
  const references: Record<string, TaskReference> = {};
  for (const { description } of runs) {
    for (const { name, randomReturn, expertReturn } of description.tasks) {
      if (randomReturn === undefined || expertReturn === undefined) return null;
      references[named(description.env, name)] = { randomReturn, expertReturn };
    }
  }
  return references;
}

function groupRuns(runs: readonly LoadedRun[]): RunAnalysis['groups'] {
  const shown = new Set<string>();
  return runs.flatMap(({ description: { algorithm, seed, env }, records }) => {
    const groups = records.filter((record) => record.type === 'group');
    const key = JSON.stringify([algorithm, env]);
    if (groups.length === 0 || shown.has(key)) return [];
    shown.add(key);
    return [{ algorithm, seed, env, records: groups }];
  });
}
