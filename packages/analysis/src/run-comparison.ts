import type { AnalyzeStudyOptions, StudyAnalysis } from './analyze-study.ts';
import { GrpoVsPpoAnalyzer } from './grpo-vs-ppo-analyzer.ts';
import type { ReturnRow } from './return-table.ts';

/** One training run of a comparison. */
export interface ComparisonRun {
  /** An environment or a suite of tasks that one policy learns, by its name. */
  readonly env: string;
  readonly algorithm: string;
  readonly seed: number;
}

/** A run with what it brought in. */
export interface FinishedRun extends ComparisonRun {
  /** Returns of its episodes, or of its evaluations. */
  readonly returns: readonly Pick<ReturnRow, 'task' | 'step' | 'return'>[];
}

/** What {@link runComparison} runs. */
export interface RunComparisonOptions extends AnalyzeStudyOptions {
  /** Environments, each trained on its own with the same number of steps; or one name of a suite whose tasks one policy learns. */
  readonly suite: string | readonly string[];
  readonly algorithms: readonly string[];
  /** The same for every algorithm, so that runs are pairs. */
  readonly seeds: readonly number[];
  /** Trains one run, however it likes, and returns its returns. */
  readonly train: (run: ComparisonRun) => Promise<FinishedRun['returns']> | FinishedRun['returns'];
  /** Runs that an earlier call finished: they are not trained again. Others than those asked for are left out. */
  readonly finished?: readonly FinishedRun[];
  /** Called after every run that was trained; to keep it for `finished`. */
  readonly onFinished?: (run: FinishedRun) => Promise<void> | void;
  /** Runs trained at a time, default 1. */
  readonly concurrency?: number;
}

/** The result of {@link runComparison}. */
export interface ComparisonResult {
  readonly runs: readonly FinishedRun[];
  /** All returns; with several environments a task is named `env/task` unless it has its environment's name. */
  readonly table: readonly ReturnRow[];
  readonly analysis: StudyAnalysis;
}

/**
 * Trains every algorithm with every seed on every environment by the trainer that is passed in, and analyses the runs.
 *
 * Seeds come first, so that a comparison that is cut off has whole pairs. Where a run fails, those under way are waited for, nothing more is
 * started, and the error is thrown; what `onFinished` has kept resumes it. `resampling` is `runs` unless given where one policy learns
 * the tasks of one suite.
 * @throws RangeError for nothing to run, a name or seed given twice, or a run without returns.
 */
export async function runComparison(options: RunComparisonOptions): Promise<ComparisonResult> {
  const { suite, algorithms, seeds, train, finished = [], onFinished, concurrency = 1, ...analysis } = options;
  const envs = typeof suite === 'string' ? [suite] : suite;
  checkDistinct({ suite: envs, algorithms, seeds });
  if (!Number.isInteger(concurrency) || concurrency < 1) throw new RangeError(`invalid concurrency: ${concurrency}; expected a positive integer`);

  const done = new Map(finished.map((run) => [keyOf(run), run]));
  const planned = seeds.flatMap((seed) => envs.flatMap((env) => algorithms.map((algorithm) => ({ env, algorithm, seed }))));
  const waiting = planned.filter((run) => !done.has(keyOf(run)));
  const failures: unknown[] = [];
  const trainer = async (): Promise<void> => {
    while (failures.length === 0) {
      const run = waiting.shift();
      if (!run) return;
      try {
        const trained = { ...run, returns: await train(run) };
        checkReturns(trained);
        done.set(keyOf(run), trained);
        await onFinished?.(trained);
      } catch (error: unknown) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, trainer));
  if (failures.length > 0) throw failures[0];

  const runs = planned.map((run) => done.get(keyOf(run))!);
  runs.forEach(checkReturns);
  // algorithms in the order asked for, whichever was trained first
  const table = algorithms.flatMap((algorithm) =>
    runs
      .filter((run) => run.algorithm === algorithm)
      .flatMap(({ env, seed, returns }) =>
        returns.map((row) => ({ algorithm, seed, step: row.step, return: row.return, task: envs.length === 1 || row.task === env ? row.task : `${env}/${row.task}` })),
      ),
  );
  const { resampling = envs.length === 1 ? 'runs' : 'stratified' } = analysis;
  return { runs, table, analysis: new GrpoVsPpoAnalyzer({ ...analysis, resampling }).add(table).analyze() };
}

const keyOf = ({ env, algorithm, seed }: ComparisonRun): string => JSON.stringify([env, algorithm, seed]);

function checkDistinct(lists: Readonly<Record<string, readonly (string | number)[]>>): void {
  for (const [name, values] of Object.entries(lists)) {
    if (values.length === 0) throw new RangeError(`invalid ${name}: none given; expected at least one`);
    const twice = values.find((value, i) => values.indexOf(value) !== i);
    if (twice !== undefined) throw new RangeError(`invalid ${name}: ${twice} given twice`);
  }
}

function checkReturns({ env, algorithm, seed, returns }: FinishedRun): void {
  if (returns.length === 0) throw new RangeError(`invalid returns of ${algorithm} on ${env}, seed ${seed}: none; expected one per episode`);
}
