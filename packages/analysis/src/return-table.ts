import type { RunRecord } from './records.ts';

/**
 * One return of one run: the row of the table that everything here works on. Anyone's records make such a table; a run is
 * an algorithm with a seed, and may have several tasks.
 */
export interface ReturnRow {
  readonly algorithm: string;
  readonly task: string;
  readonly seed: number;
  /** Environment steps that the run had taken when the episode ended. */
  readonly step: number;
  readonly return: number;
}

/** Where a {@link ReturnRow} comes from. */
export interface EpisodeTableOptions {
  readonly algorithm: string;
  readonly seed: number;
  /** `episode` (default): the episodes of training, as sampled; `evaluation`: the returns of the evaluations. */
  readonly source?: 'episode' | 'evaluation';
}

/** The returns in one run's records, in their order, as rows for `learningCurves` and `finalScores`. */
export function episodeTable(records: readonly RunRecord[], { algorithm, seed, source = 'episode' }: EpisodeTableOptions): ReturnRow[] {
  const table: ReturnRow[] = [];
  for (const record of records) {
    if (record.type !== source) continue;
    const { task, step } = record;
    const returns = record.type === 'episode' ? [record.return] : record.returns;
    for (const value of returns) table.push({ algorithm, task, seed, step, return: value });
  }
  return table;
}
