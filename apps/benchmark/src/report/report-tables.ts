import { formatInterval, type Interval, type SuiteComparison } from '@cohort-rl/analysis';
import { formatNumber } from '../terminal.ts';
import { primaryOf, type RunAnalysis, type SuiteAnalysis } from './analyze-runs.ts';
import type { RunSummary } from './run-summary.ts';

/** A table as text, for the terminal, Markdown and HTML alike; the first column names the row. */
export interface ReportTable {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const none = '–';
const percent = (share: number): string => `${Math.round(share * 100)}\u00a0%`;

/** Three figures of the larger bound. */
function format(interval: Interval): string {
  const values = [interval.estimate, interval.lower, interval.upper].filter((value) => !Number.isNaN(value));
  const size = Math.max(...values.map(Math.abs));
  return formatInterval(interval, size === 0 ? 0 : Math.max(0, Math.min(4, 2 - Math.floor(Math.log10(size)))));
}

/** `12,300 (9,800 to 15,000)`. */
function formatSteps({ estimate, lower, upper }: Interval): string {
  const text = (value: number): string => (Number.isFinite(value) ? formatNumber(Number(value.toPrecision(3))) : 'not reached');
  return Number.isNaN(lower) || text(lower) === text(upper) ? text(estimate) : `${text(estimate)} (${text(lower)} to ${text(upper)})`;
}

const formatP = (value: number): string => (Number.isNaN(value) ? none : value < 0.001 ? '< 0.001' : value.toFixed(3));
const signed = (text: string): string => (/^(?:−|0(?:\.0*)?(?: |$))/.test(text) ? text : `+${text}`);

/** A sentence's beginning. */
export const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `+0.12`, and `0.02 to 0.22` where there is an interval. */
export function intervalParts(interval: Interval, digits: number): [estimate: string, bounds: string] {
  const [, estimate = '', bounds = ''] = /^(\S+)(?: \((.+)\))?$/.exec(formatInterval(interval, digits))!;
  return [signed(estimate), bounds];
}

/** How far the intervals can be trusted; null from ten seeds on. */
export function seedCaution({ suites }: RunAnalysis): string | null {
  const seeds = Math.min(...suites.flatMap(({ study }) => study.algorithms.map((algorithm) => algorithm.seeds.length)));
  if (seeds === 1) return 'with one seed there are no intervals over seeds';
  return seeds < 10 ? `with ${seeds} seeds intervals are too narrow: take ten or more before believing a small difference` : null;
}

/** All answers in one sentence; null where nothing is compared. */
export function verdictSummary({ comparisons: { primary }, baseline, algorithms }: RunAnalysis): string | null {
  if (algorithms.length < 2) return null;
  if (primary.length === 0) return `no complete pair of runs: nothing can be compared with ${baseline}`;
  const count = (outcome: SuiteComparison['outcome']): number => primary.filter((comparison) => comparison.outcome === outcome).length;
  const [better, worse, open] = [count('better'), count('worse'), count('no evidence')];
  if (better + worse === 0) return `no evidence of any difference to ${baseline} in final performance, in ${primary.length} ${primary.length === 1 ? 'comparison' : 'comparisons'}`;
  const parts = [`${better} better`, `${worse} worse`, `${open} without evidence of a difference`];
  return `final performance against ${baseline}, ${primary.length} ${primary.length === 1 ? 'comparison' : 'comparisons'}: ${parts.join(', ')}`;
}

/** The answers in words: with all their numbers where they are few; of a study of several suites a line for each, the numbers stand in its matrix. */
export function verdictsOf({ comparisons: { primary }, suites, baseline }: RunAnalysis): string[] {
  const isShown = ({ outcome }: SuiteComparison): boolean => outcome !== 'no evidence';
  if (suites.length === 1) return (primary.length <= mostVerdicts ? primary : primary.filter(isShown)).map(({ verdict }) => verdict);
  return suites.flatMap(({ env }) => {
    const own = primary.filter(({ suite }) => suite === env);
    const listed = (outcome: SuiteComparison['outcome']): string => {
      const names = own.filter((comparison) => comparison.outcome === outcome).map(({ algorithm }) => algorithm);
      return names.length === 0 ? '' : `${outcome} than ${baseline}: ${names.join(', ')}`;
    };
    if (own.length === 0) return [];
    return own.some(isShown) ? [`${env}: ${[listed('better'), listed('worse')].filter(Boolean).join('; ')}`] : [`${env}: no evidence of any difference to ${baseline}`];
  });
}

/** Comparisons that are told in full. */
const mostVerdicts = 6;

/** Algorithms × suites: the difference to the baseline and what it shows; null with one suite, whose table says more. */
export function verdictMatrix(analysis: RunAnalysis): ReportTable | null {
  const { algorithms, baseline, suites, comparisons, confidence } = analysis;
  if (suites.length < 2 || comparisons.primary.length === 0) return null;
  const cell = (algorithm: string, env: string): string => {
    const found = primaryOf(analysis, algorithm, env);
    return found === undefined ? none : `${signed(formatInterval(found.difference, 2))} ${found.outcome}`;
  };
  return {
    caption: `Mean final score minus that of ${baseline}, with ${percent(confidence)} intervals; verdicts corrected over all ${comparisons.primary.length} tests`,
    head: ['algorithm', ...suites.map(({ env }) => env)],
    rows: algorithms.filter((algorithm) => algorithm !== baseline).map((algorithm) => [algorithm, ...suites.map(({ env }) => cell(algorithm, env))]),
  };
}

/** Against the baseline on one suite, with what the seeds could have shown; null where nothing is compared. */
export function differenceTable({ comparisons, baseline, confidence, power, suites }: RunAnalysis, { env }: SuiteAnalysis): ReportTable | null {
  const own = comparisons.primary.filter(({ suite }) => suite === env);
  if (own.length === 0) return null;
  const tests = suites.length > 1 ? `, corrected over all ${comparisons.primary.length} tests of the study` : '';
  return {
    caption: `Mean final score minus that of ${baseline}, seeds paired, with ${percent(confidence)} intervals${tests}`,
    head: ['algorithm', 'difference', 'p (Holm)', 'effect size g', 'outcome', 'pairs', `could show (${percent(power)})`, 'pairs needed'],
    rows: own.map(({ algorithm, difference, adjustedPValue, effectSize, outcome, seeds, detectableDifference, seedsNeeded }) => [
      algorithm,
      signed(format(difference)),
      formatP(adjustedPValue),
      Number.isFinite(effectSize) ? effectSize.toFixed(2).replace('-', '−') : none,
      outcome,
      String(seeds.length),
      Number.isNaN(detectableDifference) ? none : `≥ ${format({ estimate: detectableDifference, lower: NaN, upper: NaN })}`,
      Number.isNaN(seedsNeeded) ? none : Number.isFinite(seedsNeeded) ? String(seedsNeeded) : '> 1,000',
    ]),
  };
}

/** What a second measure of an algorithm shows against the baseline. */
function outcomeOf({ comparisons, baseline }: RunAnalysis, env: string, algorithm: string, measure: string): string {
  if (algorithm === baseline) return 'baseline';
  const family = measure === 'final performance' ? comparisons.primary : comparisons.secondary;
  const found = family.find((comparison) => comparison.suite === env && comparison.algorithm === algorithm && comparison.measure === measure);
  return found?.outcome ?? none;
}

const scopeOf = ({ tasks, unscoredTasks }: SuiteAnalysis): string => {
  const of = tasks.length + unscoredTasks.length;
  if (unscoredTasks.length > 0) return ` over ${tasks.length} of ${of} tasks (${tasks.join(', ')})`;
  return tasks.length > 1 ? ` over ${of} tasks` : '';
};

/** Final performance: one row per algorithm. */
export function resultTable(analysis: RunAnalysis, suite: SuiteAnalysis): ReportTable {
  const { study } = suite;
  const digits = study.isNormalized ? 3 : 1;
  return {
    caption: `${study.isNormalized ? 'Normalised final scores' : 'Final returns'}${scopeOf(suite)}, with ${percent(analysis.confidence)} intervals over seeds`,
    head: ['algorithm', 'seeds', 'IQM', 'mean', ...(study.isNormalized ? ['median', 'optimality gap'] : [])],
    rows: study.algorithms.map(({ algorithm, seeds, finalPerformance: { interquartileMean, mean, median, optimalityGap } }) => [
      algorithm,
      String(seeds.length),
      ...[interquartileMean, mean, ...(study.isNormalized ? [median, optimalityGap] : [])].map((interval) => formatInterval(interval, digits)),
    ]),
  };
}

/** Sample efficiency. */
export function efficiencyTable(analysis: RunAnalysis, { env, study }: SuiteAnalysis): ReportTable {
  const threshold = study.algorithms[0]!.sampleEfficiency.threshold;
  return {
    caption: `Sample efficiency over ${formatNumber(study.budget)} steps; learned is a score of ${formatNumber(threshold, study.isNormalized ? 1 : 0)}`,
    head: ['algorithm', 'area under the curve', 'median steps to learned', 'mean steps (budget where not)', 'learned', ...(study.comparisons.length > 0 ? ['area against baseline'] : [])],
    rows: study.algorithms.map(({ algorithm, sampleEfficiency: { areaUnderCurve, medianSteps, restrictedMeanSteps, shareReached } }) => [
      algorithm,
      format(areaUnderCurve),
      formatSteps(medianSteps),
      formatSteps(restrictedMeanSteps),
      percent(shareReached.estimate),
      ...(study.comparisons.length > 0 ? [outcomeOf(analysis, env, algorithm, 'sample efficiency')] : []),
    ]),
  };
}

/** Training stability. */
export function stabilityTable(analysis: RunAnalysis, { env, study }: SuiteAnalysis): ReportTable {
  return {
    caption: 'Training stability: lower is better but for the risk across runs',
    head: ['algorithm', 'dispersion over time', 'dispersion over runs', 'short-term risk', 'long-term risk', 'risk across runs', 'collapses', ...(study.comparisons.length > 0 ? ['long-term risk against baseline'] : [])],
    rows: study.algorithms.map(({ algorithm, trainingStability: own }) => [
      algorithm,
      format(own.dispersionAcrossTime),
      format(own.dispersionAcrossRuns),
      // drops are negative differences
      format({ estimate: 0 - own.shortTermRisk.estimate, lower: 0 - own.shortTermRisk.upper, upper: 0 - own.shortTermRisk.lower }),
      format(own.longTermRisk),
      format(own.riskAcrossRuns),
      String(own.collapseCount),
      ...(study.comparisons.length > 0 ? [outcomeOf(analysis, env, algorithm, 'long-term risk')] : []),
    ]),
  };
}

/** Fairness over the tasks; null with one task. */
export function fairnessTable(analysis: RunAnalysis, { env, study, tasks }: SuiteAnalysis): ReportTable | null {
  if (tasks.length === 1) return null;
  return {
    caption: 'Fairness over the tasks at the end of training',
    head: ['algorithm', 'worst task', 'minimum of means', 'Jain’s index', 'Gini', 'max–min gap', ...(study.comparisons.length > 0 ? ['worst task against baseline'] : [])],
    rows: study.algorithms.map(({ algorithm, groupFairness: { final } }) => [
      algorithm,
      ...[final.worstTaskScore, final.minimumOfMeans, final.jainIndex, final.giniCoefficient, final.maxMinGap].map((interval) => formatInterval(interval, 2)),
      ...(study.comparisons.length > 0 ? [outcomeOf(analysis, env, algorithm, 'worst-task score')] : []),
    ]),
  };
}

/** One row per algorithm: mean return on each task; null with one task whose returns stand in the first table. */
export function taskTable({ confidence }: RunAnalysis, { tasks, study, taskReturns }: SuiteAnalysis): ReportTable | null {
  if (tasks.length === 1 && !study.isNormalized) return null;
  return {
    caption: `Mean final return on each task, with ${percent(confidence)} intervals over seeds`,
    head: ['algorithm', ...tasks],
    rows: taskReturns.map(({ algorithm, tasks: own }) => [algorithm, ...own.map(format)]),
  };
}

/** P(row > column) of all pairs; null with fewer than three algorithms, of whom the figure says all. */
export function improvementTable({ study }: SuiteAnalysis): ReportTable | null {
  const names = study.algorithms.map(({ algorithm }) => algorithm);
  if (names.length < 3) return null;
  const probabilities = new Map(study.improvements.map(({ algorithm, over, probability }) => [JSON.stringify([algorithm, over]), probability.estimate]));
  return {
    caption: 'Probability that a run of the row is above a run of the column',
    head: ['over', ...names],
    rows: names.map((name) => [name, ...names.map((over) => (name === over ? none : probabilities.get(JSON.stringify([name, over]))!.toFixed(2)))]),
  };
}

/** What training took. */
export function costTable({ baseline }: RunAnalysis, { costs }: SuiteAnalysis): ReportTable {
  return {
    caption: 'Time of training, evaluations included',
    head: ['algorithm', 'seconds a run', 'steps/s', ...(costs.length > 1 ? [`time against ${baseline}`] : [])],
    rows: costs.map(({ algorithm, wallSeconds, stepsPerSecond, relativeTime }) => [
      algorithm,
      format(wallSeconds),
      formatNumber(stepsPerSecond.estimate),
      ...(costs.length > 1 ? [relativeTime === null ? none : `× ${formatInterval(relativeTime, 2)}`] : []),
    ]),
  };
}

/** One row per run. */
export function runTable(runs: readonly RunSummary[]): ReportTable {
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
