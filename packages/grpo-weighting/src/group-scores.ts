import type { GroupSummary } from '@cohort-rl/rollouts';

interface KnownScore {
  readonly score: number;
  readonly isNormalized: boolean;
}

/** What is known of the groups' scores; serialisable. */
export interface GroupScores {
  /** Last known score of each group; null where none has been known. */
  readonly scores: readonly (KnownScore | null)[];
  /** Range of the scores seen that were not normalised; null before the first. */
  readonly range: readonly [number, number] | null;
}

export const noScores: GroupScores = { scores: [], range: null };

/** Takes in the scores of an update; a group without one keeps its last. */
export function updateScores({ scores, range }: GroupScores, summaries: readonly GroupSummary[]): GroupScores {
  let nextRange = range;
  for (const { score, isScoreNormalized = false } of summaries) {
    if (!Number.isFinite(score) || isScoreNormalized) continue;
    nextRange = nextRange ? [Math.min(nextRange[0], score), Math.max(nextRange[1], score)] : [score, score];
  }
  return {
    scores: summaries.map(({ score, isScoreNormalized = false }, g) =>
      Number.isFinite(score) ? { score, isNormalized: isScoreNormalized } : (scores[g] ?? null),
    ),
    range: nextRange,
  };
}

/**
 * Scores on one scale: those that came normalised (0 a random policy's, 1 an expert's) as they are, others as their place in
 * the range of all seen; null for a group that has never had one.
 */
export function normalizedScores({ scores, range }: GroupScores): (number | null)[] {
  return scores.map((known) => {
    if (!known) return null;
    if (known.isNormalized) return known.score;
    const [low, high] = range!;
    return high > low ? (known.score - low) / (high - low) : 0.5;
  });
}

/**
 * Loss of each group in this update: its own where that is finite, else 1 − its normalised score in this update; NaN where
 * neither is known.
 */
export function groupLosses(known: GroupScores, summaries: readonly GroupSummary[]): number[] {
  const scores = normalizedScores(known);
  return summaries.map(({ score, loss = NaN }, g) => {
    if (Number.isFinite(loss)) return loss;
    return Number.isFinite(score) ? 1 - scores[g]! : NaN;
  });
}
