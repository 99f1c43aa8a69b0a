import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { normalizeScore, readRecords, type EvaluationRecord } from '@cohort-rl/analysis';
import { readDescription } from '../run-description.ts';
import { readResult } from '../run-result.ts';
import type { Tuning, TuningRun } from './plan-tuning.ts';
import type { PointScore, Tuned } from './tuned.ts';

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Scores every point by its runs; those that did not finish have diverged. */
export function scorePoints(tuning: Tuning, directory: string): PointScore[] {
  const points = new Map<string, TuningRun[]>();
  for (const run of tuning.runs) {
    const key = JSON.stringify([run.configuration.env, run.configuration.algorithm, run.settings]);
    const runs = points.get(key);
    if (runs) runs.push(run);
    else points.set(key, [run]);
  }
  return [...points.values()].map((runs) => {
    const { settings, configuration } = runs[0]!;
    const scores = runs.map(({ name }) => scoreRun(join(directory, 'runs', name)));
    const found = scores.filter((score) => score !== null);
    const isWhole = found.length === scores.length;
    return {
      env: configuration.env,
      algorithm: configuration.algorithm,
      settings,
      mean: isWhole ? mean(found.map(({ last }) => last)) : null,
      meanOfEvaluations: isWhole ? mean(found.map(({ all }) => all)) : null,
      perSeed: scores.map((score) => score && score.last),
      isNormalized: found[0]?.isNormalized ?? false,
    };
  });
}

/** The mean over tasks at the last evaluation, and over all evaluations; null for a run that did not finish. */
function scoreRun(folder: string): { last: number; all: number; isNormalized: boolean } | null {
  if (!existsSync(folder) || !readResult(folder)) return null;
  const { tasks } = readDescription(folder);
  const references = new Map(tasks.map(({ name, randomReturn, expertReturn }) => [name, { randomReturn, expertReturn }]));
  const isNormalized = tasks.every(({ randomReturn, expertReturn }) => randomReturn !== undefined && expertReturn !== undefined);
  const steps = new Map<number, number[]>();
  for (const { step, task, returns } of evaluationsIn(folder)) {
    const { randomReturn, expertReturn } = references.get(task)!;
    const score = isNormalized ? normalizeScore(mean(returns), { randomReturn: randomReturn!, expertReturn: expertReturn! }) : mean(returns);
    steps.set(step, [...(steps.get(step) ?? []), score]);
  }
  const scores = [...steps].sort(([a], [b]) => a - b).map(([, ofTasks]) => mean(ofTasks));
  return { last: scores.at(-1)!, all: mean(scores), isNormalized };
}

const evaluationsIn = (folder: string): EvaluationRecord[] =>
  readRecords(readFileSync(join(folder, 'records.jsonl'), 'utf8')).filter((record) => record.type === 'evaluation');

/** The best point of an algorithm: by its mean, then by its evaluations, then the first in the grid; null where all diverged. */
export function bestPoint(scores: readonly PointScore[]): PointScore | null {
  let best: PointScore | null = null;
  for (const point of scores) {
    if (point.mean === null) continue;
    if (best === null || point.mean > best.mean! || (point.mean === best.mean && point.meanOfEvaluations! > best.meanOfEvaluations!)) best = point;
  }
  return best;
}

export const scoresOf = (scores: readonly PointScore[], env: string, algorithm: string): PointScore[] =>
  scores.filter((point) => point.env === env && point.algorithm === algorithm);

/** What a tuning found; an algorithm that diverged at every point has nothing chosen. */
export function chooseTuned(tuning: Tuning, scores: readonly PointScore[]): Tuned {
  const { command, grid, seeds, envs, algorithms, runs } = tuning;
  const choose = (env: string, algorithm: string): Tuned['chosen'][string] => {
    const best = bestPoint(scoresOf(scores, env, algorithm));
    if (!best) return {};
    const settings = JSON.stringify(best.settings);
    const run = runs.find(
      ({ settings: own, configuration }) => configuration.env === env && configuration.algorithm === algorithm && JSON.stringify(own) === settings,
    )!;
    return { [algorithm]: { flags: run.flags } };
  };
  const chosen = Object.fromEntries(envs.map((env) => [env, Object.assign({}, ...algorithms.map((algorithm) => choose(env, algorithm))) as Tuned['chosen'][string]]));
  return { schema: 1, command, grid, seeds, chosen, scores };
}
