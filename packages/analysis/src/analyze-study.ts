import { mean } from './aggregate-scores.ts';
import { finalPerformance } from './final-performance.ts';
import type { FinalPerformance } from './final-performance.ts';
import { finalScores } from './final-scores.ts';
import type { RunScore } from './final-scores.ts';
import { groupFairness, worstTaskScore } from './group-fairness.ts';
import type { GroupFairness } from './group-fairness.ts';
import { mapCurves } from './interval-curve.ts';
import { normalizeScore, normalizeTable } from './normalized-score.ts';
import type { TaskReference } from './normalized-score.ts';
import { comparePairs } from './paired-comparison.ts';
import type { PairedComparison, PairedScores } from './paired-comparison.ts';
import { pairwiseImprovements } from './pairwise-improvement.ts';
import type { PairwiseImprovement } from './pairwise-improvement.ts';
import { profileThresholds } from './performance-profile.ts';
import type { BootstrapOptions } from './resampling.ts';
import type { ReturnRow } from './return-table.ts';
import { areaUnderCurve, sampleEfficiency } from './sample-efficiency.ts';
import type { SampleEfficiency } from './sample-efficiency.ts';
import { scoreCurves } from './score-curves.ts';
import type { ScoreCurves } from './score-curves.ts';
import { conditionalValueAtRisk, drawdown, trainingStability } from './training-stability.ts';
import type { TrainingStability } from './training-stability.ts';

/** How {@link analyzeStudy} judges. */
export interface AnalyzeStudyOptions extends BootstrapOptions {
  /** Algorithm that the others are compared with; default: the first in the table. */
  readonly baseline?: string;
  /** Reference returns by task name. May be left out for one task, with a `threshold` in its returns. */
  readonly references?: Readonly<Record<string, TaskReference>>;
  /** Score that counts as learned; default 0.5 of normalised scores. */
  readonly threshold?: number;
  /** Bins of the learning curves, default 50. */
  readonly bins?: number;
  /** Environment steps that every run had; default: the smallest last step of all runs. */
  readonly budget?: number;
  /** Part of the budget whose mean return is the final score, default 0.1. */
  readonly share?: number;
  /** Final returns that come from elsewhere than the end of the table, one per run and task: those of evaluations, say. */
  readonly finals?: readonly Pick<RunScore, 'algorithm' | 'seed' | 'task' | 'score'>[];
  /** Probability with which a difference should be found, default 0.8: for what the seeds could have shown. */
  readonly power?: number;
}

/** The four measures of one algorithm. */
export interface AlgorithmAnalysis {
  readonly algorithm: string;
  readonly seeds: readonly number[];
  readonly sampleEfficiency: SampleEfficiency;
  readonly finalPerformance: FinalPerformance;
  readonly trainingStability: TrainingStability;
  readonly groupFairness: GroupFairness;
}

/** The result of {@link analyzeStudy}. */
export interface StudyAnalysis {
  readonly baseline: string;
  /** In order of appearance, as everywhere here. */
  readonly tasks: readonly string[];
  readonly isNormalized: boolean;
  /** Environment steps that every run had; what lies behind them is left out. */
  readonly budget: number;
  readonly algorithms: readonly AlgorithmAnalysis[];
  readonly improvements: readonly PairwiseImprovement[];
  /**
   * Four per algorithm other than the baseline (of one task three: it has no worst one), corrected together. To correct over several
   * studies, pass all of theirs to `comparePairs`.
   */
  readonly comparisons: readonly PairedComparison[];
  /** All comparisons in one sentence. */
  readonly summary: string;
}

/**
 * Sample efficiency, final performance, training stability and group fairness of every algorithm in a table, with intervals, and its
 * difference to the baseline in each of them on the seeds that both have.
 *
 * What is compared is one number per seed: the mean over tasks of the area under the curve; the mean over tasks of the final score;
 * the mean over tasks of the long-term risk (CVaR of the drawdown; lower is better); the final score of the worst task.
 *
 * Pass `resampling: 'runs'` where one policy learned all tasks of a run, see {@link BootstrapOptions}.
 * @throws RangeError for an unknown baseline, several tasks without references, one task without references and threshold, an algorithm
 *   that shares no seed with the baseline, and whatever `scoreCurves` refuses.
 */
export function analyzeStudy(table: readonly ReturnRow[], options: AnalyzeStudyOptions = {}): StudyAnalysis {
  const { references, bins = 50, share, confidence, power, resamples, seed, resampling } = options;
  const intervals = definedOf({ resamples, confidence, seed, resampling });
  const tasks = [...new Set(table.map(({ task }) => task))];
  if (!references && tasks.length > 1) {
    throw new RangeError(`missing references of ${tasks.join(', ')}: returns of several tasks do not aggregate without`);
  }
  if (!references && options.threshold === undefined) throw new RangeError('missing threshold: without references only the caller knows what counts as learned');
  const scored = references ? normalizeTable(table, references) : table;
  const curves = scoreCurves(scored, { bins, ...definedOf({ budget: options.budget }) });
  const budget = curves[0]!.steps.at(-1)!;
  const finals =
    options.finals?.map((final) => (references ? { ...final, score: normalizeScore(final.score, references[final.task]!) } : final)) ??
    finalScores(scored.filter(({ step }) => step <= budget), definedOf({ share }));
  const finalOf = new Map(finals.map(({ algorithm, seed: run, task, score }) => [JSON.stringify([algorithm, run, task]), score]));
  const matrices = curves.map(({ algorithm, seeds }) => seeds.map((run) => tasks.map((task) => {
    const score = finalOf.get(JSON.stringify([algorithm, run, task]));
    if (score === undefined) throw new RangeError(`missing final score: ${algorithm}, seed ${run}, task ${task}`);
    return score;
  })));
  const { baseline = curves[0]!.algorithm } = options;
  const own = curves.findIndex(({ algorithm }) => algorithm === baseline);
  if (own < 0) throw new RangeError(`invalid baseline: ${baseline}; expected one of ${curves.map(({ algorithm }) => algorithm).join(', ')}`);

  const thresholds = profileThresholds(matrices);
  // on returns of an unknown scale a collapse is a fall by half of all that was seen
  const collapseDrop = references ? 0.5 : rangeOf(curves) / 2 || 1;
  const comparisons = comparePairs(
    curves.flatMap((ours, i) => (i === own ? [] : questions({ curves: ours, finals: matrices[i]! }, { curves: curves[own]!, finals: matrices[own]! }))),
    definedOf({ confidence, power }),
  );
  return {
    baseline,
    tasks,
    isNormalized: references !== undefined,
    budget,
    algorithms: curves.map((ours, i) => ({
      algorithm: ours.algorithm,
      seeds: ours.seeds,
      sampleEfficiency: sampleEfficiency(ours, { ...intervals, ...definedOf({ threshold: options.threshold }) }),
      finalPerformance: finalPerformance(matrices[i]!, { ...intervals, thresholds }),
      trainingStability: trainingStability(ours, { ...intervals, collapseDrop }),
      groupFairness: groupFairness(ours, matrices[i]!, intervals),
    })),
    improvements: pairwiseImprovements(curves.map(({ algorithm }, i) => ({ algorithm, scores: matrices[i]! })), intervals),
    comparisons,
    summary: summarize(baseline, comparisons),
  };
}

interface Runs {
  readonly curves: ScoreCurves;
  /** Runs × tasks. */
  readonly finals: readonly (readonly number[])[];
}

/** What is measured of each run, one number per seed. */
const measures: readonly { measure: string; higherIsBetter: boolean; of: (runs: Runs) => number[] }[] = [
  { measure: 'sample efficiency', higherIsBetter: true, of: ({ curves }) => mapCurves(curves, areaUnderCurve).map((row) => mean(row)) },
  { measure: 'final performance', higherIsBetter: true, of: ({ finals }) => finals.map((row) => mean(row)) },
  {
    measure: 'long-term risk',
    higherIsBetter: false,
    of: ({ curves }) => mapCurves(curves, (values) => conditionalValueAtRisk(drawdown(values), 0.05, 'upper')).map((row) => mean(row)),
  },
  { measure: 'worst-task score', higherIsBetter: true, of: ({ finals }) => finals.map((row) => worstTaskScore(row)) },
];

function questions(ours: Runs, theirs: Runs): PairedScores[] {
  const { algorithm, seeds: ourSeeds } = ours.curves;
  const { algorithm: baseline, seeds: theirSeeds } = theirs.curves;
  const seeds = ourSeeds.filter((seed) => theirSeeds.includes(seed));
  if (seeds.length === 0) throw new RangeError(`invalid seeds of ${algorithm}: none shared with ${baseline}`);
  // of one task the worst one's score would be the final performance again, and the correction stricter for nothing
  const asked = ours.curves.tasks.length > 1 ? measures : measures.filter(({ measure }) => measure !== 'worst-task score');
  return asked.map(({ measure, higherIsBetter, of }) => {
    const [all, allOfBaseline] = [of(ours), of(theirs)];
    const values = seeds.map((seed) => all[ourSeeds.indexOf(seed)]!);
    const baselineValues = seeds.map((seed) => allOfBaseline[theirSeeds.indexOf(seed)]!);
    return { algorithm, baseline, measure, higherIsBetter, seeds, values, baselineValues };
  });
}

function summarize(baseline: string, comparisons: readonly PairedComparison[]): string {
  if (comparisons.length === 0) return `nothing to compare with ${baseline}`;
  const listed = (outcome: PairedComparison['outcome']): string[] =>
    comparisons.filter((comparison) => comparison.outcome === outcome).map(({ algorithm, measure }) => `${algorithm} in ${measure}`);
  const [better, worse] = [listed('better'), listed('worse')];
  if (better.length + worse.length === 0) return `no evidence of any difference to ${baseline} in ${comparisons.length} comparisons`;
  const shown = [better.length > 0 ? `better than ${baseline}: ${better.join(', ')}` : '', worse.length > 0 ? `worse than ${baseline}: ${worse.join(', ')}` : ''];
  const rest = comparisons.length - better.length - worse.length;
  return [...shown.filter(Boolean), ...(rest > 0 ? [`no evidence of a difference in ${rest} of ${comparisons.length} comparisons`] : [])].join('; ');
}

function rangeOf(curves: readonly ScoreCurves[]): number {
  let [low, high] = [Infinity, -Infinity];
  for (const value of curves.flatMap(({ scores }) => scores.flat(2))) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return high - low;
}

/** Without the entries that are undefined. */
const definedOf = <T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
