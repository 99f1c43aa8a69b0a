import type { ReturnRow } from './return-table.ts';

/** Returns of a task that fix the ends of its normalised score. */
export interface TaskReference {
  /** Mean episode return of a random policy: score 0. */
  readonly randomReturn: number;
  /** Mean episode return of an expert: score 1. */
  readonly expertReturn: number;
}

/**
 * (value − randomReturn) / (expertReturn − randomReturn): 0 is a random policy, 1 an expert; may lie outside.
 * @throws RangeError when the references are equal or not finite.
 */
export function normalizeScore(value: number, { randomReturn, expertReturn }: TaskReference): number {
  const range = expertReturn - randomReturn;
  if (!Number.isFinite(range) || range === 0) {
    throw new RangeError(`invalid references: random ${randomReturn}, expert ${expertReturn}; expected two different numbers`);
  }
  return (value - randomReturn) / range;
}

/** The table with normalised scores in place of returns. @throws RangeError when a task has no references. */
export function normalizeTable(table: readonly ReturnRow[], references: Readonly<Record<string, TaskReference>>): ReturnRow[] {
  checkReferences([...new Set(table.map(({ task }) => task))], references);
  return table.map((row) => ({ ...row, return: normalizeScore(row.return, references[row.task]!) }));
}

export function checkReferences(tasks: readonly string[], references: Readonly<Record<string, TaskReference>>): void {
  const missing = tasks.filter((task) => !Object.hasOwn(references, task));
  if (missing.length > 0) throw new RangeError(`missing references of ${missing.join(', ')}`);
}
