import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '@cohort-rl/ppo-core/node';
import type { Machine } from './machine.ts';
import { hasFields, isObject, readJsonFile } from './read-json-file.ts';

/** `result.json` of a run's folder: that training is over, and what came of it. */
export interface RunResult {
  readonly schema: 1;
  readonly step: number;
  readonly updates: number;
  /** Whether a return to stop at was reached before all steps were taken. */
  readonly stoppedEarly: boolean;
  /** Seconds of training, evaluations during training included. */
  readonly wallSeconds: number;
  /** Where training ended. */
  readonly machine: Machine;
  /** Episodes of the final policy, played after training; null where the evaluations of the records have to do, or until they are played. */
  readonly evaluation: EvaluationSummary | null;
}

/** Returns of whole episodes of one policy. */
export interface EvaluationSummary {
  readonly episodes: number;
  readonly seed: number;
  readonly deterministic: true;
  /** Episodes that were cut after `maxEpisodeSteps` steps, the evaluation's own limit; both absent: none. */
  readonly truncated?: number;
  readonly maxEpisodeSteps?: number;
  readonly mean: number;
  /** Population standard deviation over episodes. */
  readonly std: number;
  readonly tasks: readonly { readonly task: string; readonly mean: number; readonly std: number; readonly returns: readonly number[] }[];
}

const pathIn = (directory: string): string => join(directory, 'result.json');

/** The result in a run's folder; null while the run is unfinished. @throws FailureError for a file that holds anything else. */
export function readResult(directory: string): RunResult | null {
  const path = pathIn(directory);
  if (!existsSync(path)) return null;
  return readJsonFile(path, isResult);
}

export const isResult = (value: object): boolean =>
  hasFields(value, { step: 'number', updates: 'number', stoppedEarly: 'boolean', wallSeconds: 'number', machine: 'object', evaluation: 'object' }) &&
  isObject((value as RunResult).machine);

export function writeResult(directory: string, result: RunResult): void {
  replaceFile(pathIn(directory), `${JSON.stringify(result, null, 2)}\n`);
}
