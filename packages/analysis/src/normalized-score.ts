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
