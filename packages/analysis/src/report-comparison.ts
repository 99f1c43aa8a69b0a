import type { ScoreMatrix } from './aggregate-scores.ts';
import type { Interval } from './interval.ts';
import { checkReferences, normalizeScore } from './normalized-score.ts';
import type { TaskReference } from './normalized-score.ts';
import type { PairwiseImprovement } from './pairwise-improvement.ts';
import { performanceProfile, profileThresholds } from './performance-profile.ts';
import type { PerformanceProfile } from './performance-profile.ts';

/** What a `report.json` of `cohort report` says about one environment or suite, for pictures. */
export interface ReportSuite {
  readonly env: string;
  readonly tasks: readonly string[];
  /** Whether scores are 0 for a random policy and 1 for an expert; else they are returns. */
  readonly isNormalized: boolean;
  readonly algorithms: readonly { readonly algorithm: string; readonly seeds: number; readonly interquartileMean: Interval }[];
  readonly improvements: readonly PairwiseImprovement[];
  /** `scores[algorithm]`, runs × tasks, in the order of `algorithms` and `tasks`. */
  readonly scores: readonly ScoreMatrix[];
}

/** A `report.json`, as far as runs are compared in it. */
export interface ReportComparison {
  readonly title: string;
  /** All verdicts in one sentence. */
  readonly summary: string;
  readonly baseline: string;
  readonly confidence: number;
  readonly suites: readonly ReportSuite[];
}

/**
 * Reads a `report.json`, field by field.
 * @throws RangeError for one that `cohort report` did not write.
 */
export function readReport(value: unknown): ReportComparison {
  const report = object(value, 'report');
  if (report.schema !== 1) throw new RangeError(`invalid schema: ${shown(report.schema)}; expected 1, of a report.json`);
  const confidence = number(report.confidence, 'confidence');
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`invalid confidence: ${confidence}; expected a number between 0 and 1`);
  return {
    title: text(report.title, 'title'),
    summary: text(report.summary, 'summary'),
    baseline: text(report.baseline, 'baseline'),
    confidence,
    suites: list(report.suites, 'suites').map((suite, i) => readSuite(object(suite, `suites[${i}]`), `suites[${i}]`)),
  };
}

function readSuite(suite: Fields, at: string): ReportSuite {
  const tasks = list(suite.tasks, `${at}.tasks`).map((task, i) => text(task, `${at}.tasks[${i}]`));
  if (tasks.length === 0) throw new RangeError(`invalid ${at}.tasks: none; expected at least one`);
  const algorithms = list(suite.algorithms, `${at}.algorithms`).map((entry, i) => {
    const where = `${at}.algorithms[${i}]`;
    const { algorithm, seeds, finalPerformance } = object(entry, where);
    return {
      algorithm: text(algorithm, `${where}.algorithm`),
      seeds: list(seeds, `${where}.seeds`).length,
      interquartileMean: interval(object(finalPerformance, `${where}.finalPerformance`).interquartileMean, `${where}.finalPerformance.interquartileMean`),
    };
  });
  const references = suite.references === null ? null : readReferences(object(suite.references, `${at}.references`), tasks, `${at}.references`);
  return {
    env: text(suite.env, `${at}.env`),
    tasks,
    isNormalized: references !== null,
    algorithms,
    improvements: list(suite.improvements, `${at}.improvements`).map((entry, i) => {
      const where = `${at}.improvements[${i}]`;
      const { algorithm, over, probability } = object(entry, where);
      return { algorithm: text(algorithm, `${where}.algorithm`), over: text(over, `${where}.over`), probability: interval(probability, `${where}.probability`) };
    }),
    scores: readScores(list(suite.scores, `${at}.scores`), algorithms.map(({ algorithm }) => algorithm), tasks, references, `${at}.scores`),
  };
}

function readReferences(references: Fields, tasks: readonly string[], at: string): Record<string, TaskReference> {
  const read = Object.fromEntries(
    Object.entries(references).map(([task, entry]) => {
      const { randomReturn, expertReturn } = object(entry, `${at}.${task}`);
      return [task, { randomReturn: number(randomReturn, `${at}.${task}.randomReturn`), expertReturn: number(expertReturn, `${at}.${task}.expertReturn`) }];
    }),
  );
  checkReferences(tasks, read);
  return read;
}

/** Runs × tasks of each algorithm; every run has a score on every task. */
function readScores(rows: readonly unknown[], algorithms: readonly string[], tasks: readonly string[], references: Record<string, TaskReference> | null, at: string): number[][][] {
  const runs = algorithms.map(() => new Map<number, number[]>());
  rows.forEach((row, i) => {
    const { algorithm, task, seed, score } = object(row, `${at}[${i}]`);
    const [whose, column] = [algorithms.indexOf(algorithm as string), tasks.indexOf(task as string)];
    if (whose < 0) throw new RangeError(`invalid ${at}[${i}].algorithm: ${shown(algorithm)}; expected one of ${algorithms.join(', ')}`);
    if (column < 0) throw new RangeError(`invalid ${at}[${i}].task: ${shown(task)}; expected one of ${tasks.join(', ')}`);
    const [run, value] = [number(seed, `${at}[${i}].seed`), number(score, `${at}[${i}].score`)];
    const own = runs[whose]!.get(run) ?? new Array<number>(tasks.length).fill(NaN);
    runs[whose]!.set(run, own);
    own[column] = references ? normalizeScore(value, references[tasks[column]!]!) : value;
  });
  return runs.map((own, whose) => {
    if (own.size === 0) throw new RangeError(`missing ${at}: ${algorithms[whose]!} has none`);
    for (const [seed, row] of own) if (row.some(Number.isNaN)) throw new RangeError(`missing ${at}: ${algorithms[whose]!}, seed ${seed} has none on some task`);
    return [...own.values()];
  });
}

/**
 * Performance profiles of a suite's algorithms at the same scores, as the report draws them; the report itself leaves them out. Whole runs are drawn
 * again, as one policy learned all tasks. One after the other, as each takes tens of milliseconds: a page may breathe between them.
 */
export function* reportProfiles(
  { algorithms, scores }: Pick<ReportSuite, 'algorithms' | 'scores'>,
  confidence: number,
): Generator<{ readonly algorithm: string; readonly profile: PerformanceProfile }, void> {
  const thresholds = profileThresholds(scores);
  for (const [i, { algorithm }] of algorithms.entries()) {
    yield { algorithm, profile: performanceProfile(scores[i]!, thresholds, { resampling: 'runs', confidence }) };
  }
}

type Fields = Readonly<Record<string, unknown>>;

const shown = (value: unknown): string => (typeof value === 'object' && value !== null ? 'an object' : String(value).slice(0, 40));

function object(value: unknown, at: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new RangeError(`invalid ${at}: ${shown(value)}; expected an object`);
  return value as Fields;
}

function list(value: unknown, at: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new RangeError(`invalid ${at}: ${shown(value)}; expected a list`);
  return value;
}

function text(value: unknown, at: string): string {
  if (typeof value !== 'string') throw new RangeError(`invalid ${at}: ${shown(value)}; expected a string`);
  return value;
}

function number(value: unknown, at: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new RangeError(`invalid ${at}: ${shown(value)}; expected a finite number`);
  return value;
}

/** Bounds are null where one run gives none. */
function interval(value: unknown, at: string): Interval {
  const { estimate, lower, upper } = object(value, at);
  const bound = (part: unknown, name: string): number => (part === null ? NaN : number(part, `${at}.${name}`));
  return { estimate: number(estimate, `${at}.estimate`), lower: bound(lower, 'lower'), upper: bound(upper, 'upper') };
}
