import { join } from 'node:path';
import { replaceFile } from '@cohort-rl/ppo-core/node';
import { FailureError } from '../errors.ts';
import { runPlan } from '../run-plan.ts';
import { keepEvaluations } from './keep-evaluations.ts';
import type { Tuning } from './plan-tuning.ts';
import { chooseTuned, scorePoints } from './score-points.ts';
import type { Tuned } from './tuned.ts';
import { tuningPage } from './tuning-report.ts';

/** Trains what is due, scores the points, and writes tuned.json and tuning.md. @throws FailureError when a run failed that did not diverge. */
export async function tune(tuning: Tuning, directory: string, options: { readonly workers?: number | undefined; readonly progress: 'none' | 'bar' }): Promise<Tuned> {
  const failed = await runPlan(tuning, directory, { ...options, onFinished: keepEvaluations });
  const broken = failed.filter(({ hasDiverged }) => !hasDiverged);
  if (broken.length > 0) {
    throw new FailureError(`${broken.length} of ${tuning.runs.length} runs failed, the first, ${broken[0]!.name}: ${broken[0]!.message}; the same command tries them again`);
  }
  const tuned = chooseTuned(tuning, scorePoints(tuning, directory));
  replaceFile(join(directory, 'tuned.json'), `${JSON.stringify(tuned, null, 2)}\n`);
  replaceFile(join(directory, 'tuning.md'), tuningPage(tuned));
  return tuned;
}
