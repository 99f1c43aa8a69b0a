import type { ScoreCurves } from './score-curves.ts';

/** Curves of one algorithm, `scores[run][task][bin]`, with tasks a, b, … and 100 steps a bin. */
export const curvesOf = (scores: readonly (readonly (readonly number[])[])[], algorithm = 'ppo'): ScoreCurves => ({
  algorithm,
  tasks: scores[0]!.map((_, task) => String.fromCharCode(97 + task)),
  seeds: scores.map((_, run) => run),
  steps: scores[0]![0]!.map((_, bin) => 100 * (bin + 1)),
  scores,
});
