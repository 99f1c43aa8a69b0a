import { carryForward, createBinSums, createStepBins } from './step-bins.ts';
import type { BinSums } from './step-bins.ts';
import type { ReturnRow } from './return-table.ts';

/** Scores over training of one algorithm, without gaps: what the measures of learning work on. */
export interface ScoreCurves {
  readonly algorithm: string;
  readonly tasks: readonly string[];
  /** Ascending, one per run. */
  readonly seeds: readonly number[];
  /** Right edges of equal bins of environment steps; the last is the budget, which all runs of the table have. */
  readonly steps: readonly number[];
  /** `scores[run][task][bin]`. */
  readonly scores: readonly (readonly (readonly number[])[])[];
}

/** How {@link scoreCurves} bins. */
export interface ScoreCurvesOptions {
  /** Number of bins over the budget, default 50. */
  readonly bins?: number;
  /** Environment steps that every run had, where more is known than when its last episode ended; default: the smallest last step of all runs. */
  readonly budget?: number;
}

/**
 * Scores over training of every algorithm in the table, on one grid.
 *
 * The budget is the smallest last step of all runs: nobody is credited with what others had no time for. Bin i holds the mean return of
 * the episodes that ended in (steps[i − 1], steps[i]]; a bin without one takes the value of the bin before, and bins before a
 * run's first episode on a task that of the first. (`learningCurves` leaves both kinds of gap where pictures should show them.)
 * @param table returns, or normalised scores from `normalizeTable`; only those make sense averaged over tasks.
 * @returns algorithms and tasks in order of appearance.
 * @throws RangeError when there is no row, a row is not finite, or a run has no episode on one of the tasks within the budget.
 */
export function scoreCurves(table: readonly ReturnRow[], { bins = 50, budget: given }: ScoreCurvesOptions = {}): ScoreCurves[] {
  if (given !== undefined && !(given > 0)) throw new RangeError(`invalid budget: ${given}; expected a positive number of steps`);
  if (table.length === 0) throw new RangeError('invalid table: no row; expected one per episode');
  const runs = new Map<string, Map<number, { lastStep: number; tasks: Map<string, BinSums> }>>();
  const tasks = [...new Set(table.map(({ task }) => task))];
  for (const { algorithm, seed, task, step, return: value } of table) {
    if (!Number.isFinite(value) || !(step >= 0)) {
      throw new RangeError(`invalid row: return ${value} at step ${step} of ${algorithm}, seed ${seed}, task ${task}; expected finite numbers`);
    }
    const ofAlgorithm = runs.get(algorithm) ?? new Map<number, { lastStep: number; tasks: Map<string, BinSums> }>();
    runs.set(algorithm, ofAlgorithm);
    const run = ofAlgorithm.get(seed) ?? { lastStep: 0, tasks: new Map(tasks.map((name) => [name, createBinSums(bins)])) };
    ofAlgorithm.set(seed, run);
    run.lastStep = Math.max(run.lastStep, step);
  }

  const budget = given ?? Math.min(...[...runs.values()].flatMap((ofAlgorithm) => [...ofAlgorithm.values()].map(({ lastStep }) => lastStep)));
  const { steps, binOf } = createStepBins(budget, bins);
  for (const { algorithm, seed, task, step, return: value } of table) {
    if (step > budget) continue;
    const { total, count } = runs.get(algorithm)!.get(seed)!.tasks.get(task)!;
    const bin = binOf(step);
    total[bin]! += value;
    count[bin]! += 1;
  }

  return [...runs].map(([algorithm, ofAlgorithm]) => {
    const seeds = [...ofAlgorithm.keys()].sort((a, b) => a - b);
    const scores = seeds.map((seed) =>
      tasks.map((task) => {
        const values = carryForward(ofAlgorithm.get(seed)!.tasks.get(task)!, bins - 1);
        const first = values.findIndex((value) => !Number.isNaN(value));
        if (first < 0) throw new RangeError(`missing episodes: ${algorithm}, seed ${seed}, task ${task} has none within ${budget} steps`);
        return values.fill(values[first]!, 0, first);
      }),
    );
    return { algorithm, tasks, seeds, steps, scores };
  });
}
