import { commandsOf, extentOf, titleOf } from './describe-runs.ts';
import type { ReportParts } from './html-report.ts';
import { verdictsOf, verdictSummary } from './report-tables.ts';

/**
 * The numbers of the report for programs; what is not a number (an interval of one run) is null, what is infinite (a median that was not
 * reached) too. Over training they stand in the files of `data`, which `files` names by suite.
 */
export function jsonReport({ loaded, analysis, figures }: ReportParts): unknown {
  const { algorithms, baseline, confidence, power, suites, comparisons, notes } = analysis;
  const report = {
    schema: 1,
    title: titleOf(loaded),
    extent: extentOf(loaded),
    summary: verdictSummary(analysis),
    verdicts: verdictsOf(analysis),
    algorithms,
    baseline,
    confidence,
    power,
    comparisons: compact(comparisons),
    suites: suites.map(({ env, tasks, unscoredTasks, references, scoreSource, curveSource, study, scores, taskReturns, costs }, i) => ({
      env,
      tasks,
      unscoredTasks,
      references,
      scoreSource,
      curveSource,
      isNormalized: study.isNormalized,
      budget: study.budget,
      algorithms: compact(study.algorithms.map(({ algorithm, seeds, sampleEfficiency, finalPerformance, trainingStability, groupFairness }) => ({
        algorithm,
        seeds,
        finalPerformance: { ...finalPerformance, profile: undefined },
        sampleEfficiency: { ...sampleEfficiency, interquartileMean: undefined },
        trainingStability,
        groupFairness: groupFairness.final,
        taskReturns: taskReturns.find((row) => row.algorithm === algorithm)!.tasks.map((meanReturn, task) => ({ task: tasks[task]!, meanReturn })),
      }))),
      improvements: compact(study.improvements),
      scores: scores.map(({ algorithm, task, seed, score }) => ({ algorithm, task, seed, score })),
      costs: compact(costs),
      files: Object.values(figures[i]! as unknown as Record<string, readonly { name: string }[]>).flatMap((group) => group.map(({ name }) => `data/${name}.csv`)),
    })),
    missing: loaded.missing,
    notes,
    commands: commandsOf(loaded),
    // their options stand in the commands
    runs: loaded.runs.map(({ name, description: { algorithm, env, seed, engine, kernels, commit }, result: { step, updates, stoppedEarly, wallSeconds } }) => ({
      name,
      algorithm,
      env,
      seed,
      step,
      updates,
      stoppedEarly,
      wallSeconds,
      engine,
      kernels,
      commit,
    })),
  };
  return JSON.parse(JSON.stringify(report)) as unknown;
}

/** Statistics to seven digits: what lies behind is below any interval's own error. */
const compact = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value, (_, part: unknown) => (typeof part === 'number' && !Number.isInteger(part) ? Number(part.toPrecision(7)) : part))) as T;
