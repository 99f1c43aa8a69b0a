import {
  analyzeStudy,
  binSteps,
  compareSuites,
  learningCurves,
  mean,
  stratifiedBootstrap,
  trainingCosts,
  type Interval,
  type LearningCurve,
  type ReturnRow,
  type RunScore,
  type StudyAnalysis,
  type SuiteComparison,
  type SuiteComparisons,
  type TaskReference,
  type TrainingCost,
} from '@cohort-rl/analysis';
import { FailureError } from '../errors.ts';
import type { LoadedRuns } from './load-runs.ts';
import { metricBins, shownMetrics, trainingBins, type RunSummary } from './run-summary.ts';

/** The numbers of a report; every one of them comes from `@cohort-rl/analysis`. */
export interface RunAnalysis {
  /** All algorithms, in the order of the plan. */
  readonly algorithms: readonly string[];
  readonly baseline: string;
  readonly confidence: number;
  readonly power: number;
  /** One per environment or suite that has anything to show. */
  readonly suites: readonly SuiteAnalysis[];
  readonly comparisons: SuiteComparisons;
  /** What had to be left out, and why. */
  readonly notes: readonly string[];
}

/** One environment, or a suite of tasks that one policy learned. */
export interface SuiteAnalysis {
  readonly env: string;
  readonly tasks: readonly string[];
  /** Tasks that no run has a score on: the analysis is over the others. */
  readonly unscoredTasks: readonly string[];
  readonly references: Readonly<Record<string, TaskReference>> | null;
  /** What final scores are: the last evaluation of each run, or the end of training where no run was evaluated. */
  readonly scoreSource: 'evaluation' | 'training';
  /** What learning is measured on: the episodes of training, or the evaluations where training ended no episode on some task. */
  readonly curveSource: 'evaluation' | 'training';
  readonly study: StudyAnalysis;
  readonly scores: readonly RunScore[];
  /** Mean final return of each algorithm on each of `tasks`. */
  readonly taskReturns: readonly { readonly algorithm: string; readonly tasks: readonly Interval[] }[];
  /** Returns over steps, by algorithm and task. */
  readonly curves: readonly LearningCurve[];
  /** Metrics of the group-relative stage over steps, by algorithm and metric (as `task`). */
  readonly diagnostics: readonly LearningCurve[];
  /** One run of every algorithm with groups: that of its first seed. */
  readonly groups: readonly { readonly algorithm: string; readonly seed: number; readonly groups: NonNullable<RunSummary['groups']> }[];
  readonly costs: readonly TrainingCost[];
}

const confidence = 0.95;
const power = 0.8;

/** @throws FailureError where no run can be judged. */
export function analyzeRuns({ comparison: planned, runs }: LoadedRuns, onSuite: (done: number, total: number) => void = () => undefined): RunAnalysis {
  const unique = (names: readonly string[]): string[] => [...new Set(names)];
  // in the order of the plan
  const configurations = [...(planned?.runs.map(({ configuration }) => configuration) ?? []), ...runs.map(({ description }) => description)];
  const algorithms = unique(configurations.map(({ algorithm }) => algorithm));
  const envs = unique(configurations.map(({ env }) => env));
  const baseline = planned?.baseline ?? (algorithms.includes('ppo') ? 'ppo' : algorithms[0]!);
  const notes: string[] = [];
  const suites = envs.flatMap((env, i) => {
    const own = runs.filter(({ description }) => description.env === env);
    const where = envs.length > 1 ? ` on ${env}` : '';
    const suite = own.length === 0 ? null : analyzeSuite(env, byAlgorithm(own, algorithms), baseline, (text) => notes.push(`${text}${where}`));
    const cut = own.filter(({ evaluation }) => evaluation?.lastTruncated !== undefined).length;
    if (cut > 0) notes.push(`in the last evaluation of ${cut} of ${own.length} runs some episodes did not end and were truncated${where}`);
    onSuite(i + 1, envs.length);
    return suite ? [suite] : [];
  });
  if (suites.length === 0) throw new FailureError(`there is nothing to compare: ${notes.join('; ')}`);
  const judged = suites.map(({ env, study }) => ({ suite: env, analysis: study }));
  return { algorithms, baseline, confidence, power, suites, comparisons: compareSuites(judged, { confidence, power }), notes };
}

/** The answer for an algorithm on a suite; undefined where there is no complete pair. */
export function primaryOf({ comparisons }: RunAnalysis, algorithm: string, env: string): SuiteComparison | undefined {
  return comparisons.primary.find((comparison) => comparison.algorithm === algorithm && comparison.suite === env);
}

const byAlgorithm = (runs: readonly RunSummary[], algorithms: readonly string[]): RunSummary[] =>
  algorithms.flatMap((algorithm) => runs.filter(({ description }) => description.algorithm === algorithm));

const nameOf = ({ description: { algorithm, seed } }: RunSummary): string => `${algorithm}, seed ${seed}`;

/** Null where no run has a score on all tasks. */
function analyzeSuite(env: string, runs: readonly RunSummary[], baseline: string, addNote: (text: string) => void): SuiteAnalysis | null {
  const scoreSource = runs.every(({ evaluation }) => evaluation !== null) ? 'evaluation' : 'training';
  const finalsOf = (run: RunSummary): Readonly<Record<string, number>> => (scoreSource === 'evaluation' ? run.evaluation!.last : run.trained);
  const allTasks = [...new Set(runs.flatMap(({ description }) => description.tasks.map(({ name }) => name)))];
  const tasks = allTasks.filter((task) => runs.some((run) => Object.hasOwn(finalsOf(run), task)));
  const unscoredTasks = allTasks.filter((task) => !tasks.includes(task));
  if (unscoredTasks.length > 0) addNote(`no run has a score on ${unscoredTasks.join(', ')}: the comparison is over the other tasks only`);

  // a run that failed on the way must not make the others' mean
  const scored = runs.filter((run) => {
    const missing = tasks.filter((task) => !Object.hasOwn(finalsOf(run), task));
    if (missing.length > 0) addNote(`${nameOf(run)} has no score on ${missing.join(', ')} and is left out`);
    return missing.length === 0;
  });
  const isTrainedOn = (run: RunSummary): boolean => tasks.every((task) => run.training[task]?.some((value) => value !== null));
  const curveSource = scored.every(isTrainedOn) || scoreSource === 'training' ? 'training' : 'evaluation';
  const complete = curveSource === 'evaluation' ? scored : scored.filter((run) => {
    if (!isTrainedOn(run)) addNote(`${nameOf(run)} ended no episode of some task and is left out`);
    return isTrainedOn(run);
  });
  const present = [...new Set(complete.map(({ description }) => description.algorithm))];
  if (present.length === 0) return null;
  const isJudged = present.includes(baseline);
  if (!isJudged) addNote(`${baseline} has no finished run: nothing is compared with it`);
  const judge = isJudged ? baseline : present[0]!;
  const seedsOf = (algorithm: string): number[] => complete.flatMap(({ description }) => (description.algorithm === algorithm ? [description.seed] : []));
  const paired = present.filter((algorithm) => {
    const isPaired = seedsOf(algorithm).some((seed) => seedsOf(judge).includes(seed));
    if (!isPaired) addNote(`${algorithm} shares no finished seed with ${judge} and is left out`);
    return isPaired;
  });
  const counted = complete.filter(({ description }) => paired.includes(description.algorithm));

  const references = referencesOf(counted[0]!, tasks);
  const lastSteps = counted.map(({ result }) => Math.max(1, result.step));
  const table = tasks.flatMap((task) => counted.flatMap((run) => curveRows(run, task, curveSource)));
  const scores = tasks.flatMap((task) =>
    counted.map((run): RunScore => ({ algorithm: run.description.algorithm, task, seed: run.description.seed, score: finalsOf(run)[task]!, episodes: 1 })),
  );
  const bins = curveSource === 'training' ? trainingBins : Math.max(2, Math.min(...counted.map(({ evaluation }) => evaluation!.steps.length)));
  const study = analyzeStudy(table, {
    baseline: judge,
    bins,
    budget: Math.min(...lastSteps),
    finals: scores,
    confidence,
    power,
    // one policy learned all tasks, so that they are drawn again together
    resampling: 'runs',
    ...(references ? { references } : { threshold: halfWay(table) }),
  });
  const taskReturns = paired.map((algorithm) => ({
    algorithm,
    tasks: tasks.map((task) =>
      stratifiedBootstrap(scores.flatMap((row) => (row.algorithm === algorithm && row.task === task ? [[row.score]] : [])), mean, { confidence }),
    ),
  }));
  const metrics = counted.flatMap((run) => shownMetrics.flatMap((metric) => binRows(run, metric, run.metrics[metric], metricBins)));
  return {
    env,
    tasks,
    unscoredTasks,
    references,
    scoreSource,
    curveSource,
    study: isJudged ? study : { ...study, comparisons: [] },
    scores,
    taskReturns,
    curves: learningCurves(table, { bins, maxStep: Math.max(...lastSteps), confidence }),
    diagnostics: metrics.length === 0 ? [] : learningCurves(metrics, { bins: metricBins, maxStep: Math.max(...lastSteps), confidence }),
    groups: paired.flatMap((algorithm) => {
      const first = counted.find(({ description }) => description.algorithm === algorithm)!;
      return first.groups ? [{ algorithm, seed: first.description.seed, groups: first.groups }] : [];
    }),
    costs: trainingCosts(
      counted.map(({ description: { algorithm, seed }, result: { step, wallSeconds } }) => ({ algorithm, seed, steps: step, wallSeconds })),
      { baseline: judge, confidence },
    ),
  };
}

function curveRows(run: RunSummary, task: string, source: 'evaluation' | 'training'): ReturnRow[] {
  if (source === 'training') return binRows(run, task, run.training[task], trainingBins);
  const { algorithm, seed } = run.description;
  const { steps, tasks } = run.evaluation!;
  // the last evaluation may come after the last step that the run counts
  return steps.flatMap((step, i) => {
    const value = tasks[task]![i] ?? null;
    return value === null ? [] : [{ algorithm, task, seed, step: Math.min(step, run.result.step), return: value }];
  });
}

/** Means of bins as rows that fall into the same bins again. */
function binRows({ description: { algorithm, seed }, result }: RunSummary, task: string, means: readonly (number | null)[] | undefined, bins: number): ReturnRow[] {
  const steps = binSteps({ maxStep: Math.max(1, result.step), bins });
  return (means ?? []).flatMap((value, bin) => (value === null ? [] : [{ algorithm, task, seed, step: steps[bin]!, return: value }]));
}

function referencesOf({ description }: RunSummary, tasks: readonly string[]): Record<string, TaskReference> | null {
  const references: Record<string, TaskReference> = {};
  for (const { name, randomReturn, expertReturn } of description.tasks) {
    if (!tasks.includes(name)) continue;
    if (randomReturn === undefined || expertReturn === undefined) return null;
    references[name] = { randomReturn, expertReturn };
  }
  return references;
}

/** What counts as learned where nothing is known of a task: half-way between the least and the most that was seen. */
function halfWay(table: readonly ReturnRow[]): number {
  const [low, high] = table.reduce(([least, most], row) => [Math.min(least, row.return), Math.max(most, row.return)], [Infinity, -Infinity]);
  return (low + high) / 2;
}
