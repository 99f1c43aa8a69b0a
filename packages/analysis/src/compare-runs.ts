import { interquartileMean, mean } from './aggregate-scores.ts';
import type { ScoreMatrix } from './aggregate-scores.ts';
import { independentBootstrap, pairedBootstrap, stratifiedBootstrap } from './bootstrap.ts';
import type { BootstrapOptions } from './resampling.ts';
import type { RunScore } from './final-scores.ts';
import { formatInterval } from './interval.ts';
import type { Interval } from './interval.ts';
import { checkReferences, normalizeScore } from './normalized-score.ts';
import type { TaskReference } from './normalized-score.ts';
import { holmCorrection, pairedTest } from './paired-test.ts';
import { probabilityOfImprovement } from './probability-of-improvement.ts';

/** What {@link compareRuns} compares with what. */
export interface CompareRunsOptions extends BootstrapOptions {
  /** Algorithm that the others are compared with; default: the first in the scores. */
  readonly baseline?: string;
  /** Reference returns by task name. May be left out for one task: its scores are then compared as they are. */
  readonly references?: Readonly<Record<string, TaskReference>>;
}

/** The result of {@link compareRuns}. */
export interface Comparison {
  readonly baseline: string;
  /** In order of appearance, as everywhere here. */
  readonly tasks: readonly string[];
  /** Whether the aggregates are of normalised scores (0 random, 1 expert) or of returns. */
  readonly isNormalized: boolean;
  readonly confidence: number;
  readonly algorithms: readonly AlgorithmSummary[];
  /** One entry per algorithm other than the baseline. */
  readonly differences: readonly Difference[];
}

/** One algorithm's row of the result table. */
export interface AlgorithmSummary {
  readonly algorithm: string;
  readonly seeds: readonly number[];
  /** IQM over runs × tasks of the (normalised) final scores. */
  readonly interquartileMean: Interval;
  /** Mean over seeds of the final return, per task, in the task's own units. */
  readonly tasks: readonly { readonly task: string; readonly meanReturn: Interval }[];
}

/** An algorithm against the baseline, on the seeds that both have. */
export interface Difference {
  readonly algorithm: string;
  readonly pairedSeeds: readonly number[];
  /** IQM of the algorithm minus IQM of the baseline, seeds paired. */
  readonly difference: Interval;
  /** P(algorithm > baseline) over all seeds, averaged over tasks. */
  readonly probabilityOfImprovement: Interval;
  /** Mean return of the algorithm minus the baseline's, per task, seeds paired. */
  readonly tasks: readonly { readonly task: string; readonly difference: Interval }[];
  /** Paired t-test on the seeds' differences, each the mean over tasks; NaN with one seed. */
  readonly pValue: number;
  /** Holm-corrected over all of `differences`. */
  readonly adjustedPValue: number;
  readonly outcome: 'better' | 'worse' | 'no difference shown';
  /** The outcome in words, with its numbers. */
  readonly verdict: string;
}

/**
 * Compares algorithms by the final scores of their runs.
 *
 * An algorithm is called better or worse than the baseline only where the bootstrap interval of the IQM difference leaves out 0
 * and the Holm-corrected paired t-test on the seeds agrees at the same level: with few seeds the interval alone is far too
 * sure (with three it would find a difference between equals in about one of four studies). Anything else is
 * `no difference shown`, which does not say that there is none.
 *
 * Pass `resampling: 'runs'` where one policy learned all tasks of a run, see {@link BootstrapOptions}.
 * @param scores one row per run and task, from `finalScores` or anywhere else.
 * @throws RangeError for an unknown baseline, a seed that lacks a task, a score given twice, missing references of several
 *   tasks, or an algorithm that shares no seed with the baseline.
 */
export function compareRuns(scores: readonly RunScore[], options: CompareRunsOptions = {}): Comparison {
  const algorithms = [...new Set(scores.map(({ algorithm }) => algorithm))];
  const tasks = [...new Set(scores.map(({ task }) => task))];
  if (algorithms.length === 0) throw new RangeError('invalid scores: none given; expected one per run and task');
  const { baseline = algorithms[0]!, references, confidence = 0.95 } = options;
  if (!algorithms.includes(baseline)) throw new RangeError(`invalid baseline: ${baseline}; expected one of ${algorithms.join(', ')}`);
  const normalize = normalizer(tasks, references);
  const runs = new Map(algorithms.map((algorithm) => [algorithm, runsOf(algorithm, scores, tasks)]));

  const summaries = algorithms.map((algorithm): AlgorithmSummary => {
    const { seeds, returns } = runs.get(algorithm)!;
    return {
      algorithm,
      seeds,
      interquartileMean: stratifiedBootstrap(normalize(returns), interquartileMean, options),
      tasks: tasks.map((task, i) => ({ task, meanReturn: stratifiedBootstrap(column(returns, i), mean, options) })),
    };
  });

  const compared = algorithms.filter((algorithm) => algorithm !== baseline).map((algorithm) => {
    const [ours, theirs] = [runs.get(algorithm)!, runs.get(baseline)!];
    const pairedSeeds = ours.seeds.filter((seed) => theirs.seeds.includes(seed));
    if (pairedSeeds.length === 0) throw new RangeError(`invalid seeds of ${algorithm}: none shared with ${baseline}`);
    const [x, y] = [ours, theirs].map(({ seeds, returns }) => pairedSeeds.map((seed) => returns[seeds.indexOf(seed)]!)) as [number[][], number[][]];
    const [scoresX, scoresY] = [normalize(x), normalize(y)];
    return {
      algorithm,
      pairedSeeds,
      difference: pairedBootstrap(scoresX, scoresY, (a, b) => interquartileMean(a) - interquartileMean(b), options),
      probabilityOfImprovement: independentBootstrap(ours.returns, theirs.returns, probabilityOfImprovement, options),
      tasks: tasks.map((task, i) => ({ task, difference: pairedBootstrap(column(x, i), column(y, i), (a, b) => mean(a) - mean(b), options) })),
      pValue: pairedTest(scoresX.map((row, run) => mean(row) - mean(scoresY[run]!))),
      direction: mean(scoresX) - mean(scoresY),
    };
  });
  const adjusted = holmCorrection(compared.map(({ pValue }) => pValue));

  const differences = compared.map(({ direction, ...entry }, i): Difference => {
    const adjustedPValue = adjusted[i]!;
    const isShown = adjustedPValue < 1 - confidence;
    const { lower, upper } = entry.difference;
    const outcome = isShown && lower > 0 && direction > 0 ? 'better' : isShown && upper < 0 && direction < 0 ? 'worse' : 'no difference shown';
    return { ...entry, adjustedPValue, outcome, verdict: verdict({ ...entry, adjustedPValue, outcome, baseline }) };
  });
  return { baseline, tasks, isNormalized: references !== undefined, confidence, algorithms: summaries, differences };
}

function verdict({
  algorithm,
  baseline,
  outcome,
  difference,
  adjustedPValue,
  pairedSeeds,
}: Pick<Difference, 'algorithm' | 'outcome' | 'difference' | 'adjustedPValue' | 'pairedSeeds'> & { baseline: string }): string {
  if (pairedSeeds.length === 1) return `no difference shown between ${algorithm} and ${baseline}: one seed cannot show one`;
  const p = adjustedPValue < 0.001 ? 'p < 0.001' : `p = ${adjustedPValue.toFixed(3)}`;
  const numbers = `IQM difference ${formatInterval(difference, 3)}, ${p}, ${pairedSeeds.length} paired seeds`;
  if (outcome === 'better') return `${algorithm} wins over ${baseline}: ${numbers}`;
  if (outcome === 'worse') return `${baseline} wins over ${algorithm}: ${numbers}`;
  const leavesOutZero = difference.lower > 0 || difference.upper < 0;
  return `no difference shown between ${algorithm} and ${baseline}: ${numbers}${leavesOutZero ? '; the interval leaves out 0, the paired test does not' : ''}`;
}

/** Returns → scores, runs × tasks. */
function normalizer(tasks: readonly string[], references: CompareRunsOptions['references']): (returns: readonly number[][]) => number[][] {
  if (!references) {
    if (tasks.length > 1) throw new RangeError(`missing references of ${tasks.join(', ')}: returns of several tasks do not aggregate without`);
    return (returns) => returns.map((row) => [...row]);
  }
  checkReferences(tasks, references);
  return (returns) => returns.map((row) => row.map((value, i) => normalizeScore(value, references[tasks[i]!]!)));
}

/** The returns of one algorithm, runs × tasks, runs by ascending seed. */
function runsOf(algorithm: string, scores: readonly RunScore[], tasks: readonly string[]): { seeds: number[]; returns: number[][] } {
  const own = scores.filter((row) => row.algorithm === algorithm);
  const seeds = [...new Set(own.map(({ seed }) => seed))].sort((a, b) => a - b);
  const returns = seeds.map((seed) =>
    tasks.map((task) => {
      const found = own.filter((row) => row.seed === seed && row.task === task);
      const place = `algorithm ${algorithm}, seed ${seed}, task ${task}`;
      if (found.length === 0) throw new RangeError(`missing score: ${place}`);
      if (found.length > 1) throw new RangeError(`score given twice: ${place}`);
      if (!Number.isFinite(found[0]!.score)) throw new RangeError(`invalid score: ${found[0]!.score}, ${place}; expected a finite number`);
      return found[0]!.score;
    }),
  );
  return { seeds, returns };
}

const column = (matrix: ScoreMatrix, task: number): number[][] => Array.from(matrix, (row) => [row[task]!]);
