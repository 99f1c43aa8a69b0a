import type { RunAnalysis } from './analyze-runs.ts';
import { commandsOf, extentOf, titleOf } from './describe-runs.ts';
import type { LoadedRuns } from './load-runs.ts';

/** The numbers of the report for programs; what is not a number (an interval of one run) is null. */
export function jsonReport(loaded: LoadedRuns, { comparison, meanScores, scores, scoreSource, references, unscoredTasks, curves, notes }: RunAnalysis): unknown {
  return {
    schema: 1,
    title: titleOf(loaded),
    extent: extentOf(loaded),
    verdicts: comparison.differences.map(({ verdict }) => verdict),
    comparison,
    meanScores,
    scoreSource,
    references,
    scores,
    unscoredTasks,
    curves,
    missing: loaded.missing,
    notes,
    commands: commandsOf(loaded),
    runs: loaded.runs.map(({ name, description, result }) => ({ name, ...description, result })),
  };
}
