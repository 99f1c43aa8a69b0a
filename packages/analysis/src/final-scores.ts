import type { ReturnRow } from './return-table.ts';

/** What one run ended with on one task. */
export interface RunScore {
  readonly algorithm: string;
  readonly task: string;
  readonly seed: number;
  /** Mean return at the end of training. */
  readonly score: number;
  /** Episodes that the score is the mean of; 0 where the window had none and the last episode before it stands in. */
  readonly episodes: number;
}

/**
 * Final score of every run and task: the mean return of the episodes that ended in the last part of the run's steps.
 *
 * A run's steps end with its last row, on whatever task. Where a task had no episode in that window, its last episode before
 * it stands in, and `episodes` is 0. Runs come in the order of their first rows.
 * @param share the part of the steps that counts, default 0.1: the last 10 %.
 */
export function finalScores(table: readonly ReturnRow[], { share = 0.1 }: { readonly share?: number } = {}): RunScore[] {
  if (!(share > 0 && share <= 1)) throw new RangeError(`invalid share: ${share}; expected a number in (0, 1]`);
  const runs = new Map<string, { lastStep: number; tasks: Map<string, ReturnRow[]> }>();
  for (const row of table) {
    const key = JSON.stringify([row.algorithm, row.seed]);
    const run = runs.get(key) ?? { lastStep: 0, tasks: new Map<string, ReturnRow[]>() };
    runs.set(key, run);
    run.lastStep = Math.max(run.lastStep, row.step);
    const rows = run.tasks.get(row.task);
    if (rows) rows.push(row);
    else run.tasks.set(row.task, [row]);
  }
  return [...runs.values()].flatMap(({ lastStep, tasks }) =>
    [...tasks.values()].map((rows) => {
      const { algorithm, task, seed } = rows[0]!;
      const windowed = rows.filter(({ step }) => step > (1 - share) * lastStep);
      const last = rows.reduce((latest, row) => (row.step >= latest.step ? row : latest));
      const counted = windowed.length > 0 ? windowed : [last];
      const score = counted.reduce((sum, row) => sum + row.return, 0) / counted.length;
      return { algorithm, task, seed, score, episodes: windowed.length };
    }),
  );
}
