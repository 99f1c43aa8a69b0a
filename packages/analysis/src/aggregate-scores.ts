import { median as medianOf } from 'simple-statistics';

/** Scores of one algorithm, runs × tasks: `scores[run][task]`. Rows have one length. */
export type ScoreMatrix = readonly ArrayLike<number>[];

/** A {@link ScoreMatrix}, or a plain list, which counts as one run's. */
export type Scores = ScoreMatrix | ArrayLike<number>;

/**
 * Interquartile mean: the mean of the middle half of all runs × tasks scores. As `scipy.stats.trim_mean(scores, 0.25, axis=None)`:
 * of n sorted scores, floor(n / 4) are left out at either end.
 * Source: Agarwal et al. 2021, "Deep reinforcement learning at the edge of the statistical precipice", section 4.3.
 */
export function interquartileMean(scores: Scores): number {
  const sorted = flatten(scores).sort();
  const cut = Math.floor(sorted.length / 4);
  let sum = 0;
  for (let i = cut; i < sorted.length - cut; i++) sum += sorted[i]!;
  return sum / (sorted.length - 2 * cut);
}

/** Mean over tasks of the mean over runs (rliable's `aggregate_mean`); for a full matrix the mean of all scores. */
export function mean(scores: Scores): number {
  const rows = toMatrix(scores);
  const numTasks = rows[0]!.length;
  let sum = 0;
  for (const row of rows) for (let task = 0; task < numTasks; task++) sum += row[task]!;
  return sum / (rows.length * numTasks);
}

/** Median over tasks of the mean over runs (rliable's `aggregate_median`); of a plain list, its median. */
export function median(scores: Scores): number {
  const rows = toMatrix(scores);
  const taskMeans = Array.from({ length: rows[0]!.length }, (_, task) => {
    let sum = 0;
    for (let run = 0; run < rows.length; run++) sum += rows[run]![task]!;
    return sum / rows.length;
  });
  return medianOf(taskMeans);
}

/**
 * How far scores fall short of `target` on average, over runs × tasks: target − mean(min(score, target)). Lower is better.
 * Source: Agarwal et al. 2021, section 4.3.
 */
export function optimalityGap(scores: Scores, target = 1): number {
  const values = flatten(scores);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += Math.min(values[i]!, target);
  return target - sum / values.length;
}

/** The scores as runs × tasks. @throws RangeError when there is none, or rows differ in length. */
export function toMatrix(scores: Scores): ScoreMatrix {
  const rows = isMatrix(scores) ? scores : [scores];
  const numTasks = rows[0]?.length ?? 0;
  if (numTasks === 0) throw new RangeError('invalid scores: none given; expected runs × tasks');
  for (const row of rows) {
    if (row.length !== numTasks) throw new RangeError(`invalid scores: a run of ${row.length} tasks; expected ${numTasks}, as in the first run`);
  }
  return rows;
}

const isMatrix = (scores: Scores): scores is ScoreMatrix => Array.isArray(scores) && typeof scores[0] === 'object';

function flatten(scores: Scores): Float64Array {
  const rows = toMatrix(scores);
  const numTasks = rows[0]!.length;
  const values = new Float64Array(rows.length * numTasks);
  for (let run = 0, i = 0; run < rows.length; run++) {
    const row = rows[run]!;
    for (let task = 0; task < numTasks; task++) values[i++] = row[task]!;
  }
  return values;
}
