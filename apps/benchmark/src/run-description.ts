import { join } from 'node:path';
import { readDescription as read, type RunDescription } from '@cohort-rl/ppo-core/node';
import { FailureError } from './errors.ts';
import { hasFields, isListOf, isObject, isRecordOf } from './read-json-file.ts';

/** What `run.json` in a folder says, without touching the run. @throws FailureError when there is none, or none that can be read. */
export function readDescription(directory: string): RunDescription {
  let description: RunDescription;
  try {
    description = read(directory);
  } catch (error) {
    throw new FailureError((error as Error).message, { cause: error });
  }
  if (!isDescription(description)) throw new FailureError(`${join(directory, 'run.json')} is damaged: fields are missing or of another type`);
  return description;
}

export function isDescription(value: object): boolean {
  const { tasks, configuration, versions } = value as Partial<RunDescription>;
  const isReturn = (given: unknown): boolean => given === undefined || Number.isFinite(given);
  const isTask = (task: unknown): boolean => isObject(task) && typeof task.name === 'string' && isReturn(task.randomReturn) && isReturn(task.expertReturn);
  return (
    hasFields(value, { algorithm: 'string', env: 'string', seed: 'number', totalSteps: 'number', kernels: 'string', engine: 'string' }) &&
    isListOf(tasks, isTask) &&
    isObject(configuration) &&
    isRecordOf(versions, (version) => typeof version === 'string')
  );
}
