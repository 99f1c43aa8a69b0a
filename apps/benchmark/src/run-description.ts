import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RunDescription } from '@cohort-rl/ppo-core/node';
import { FailureError } from './errors.ts';
import { hasFields, readJsonFile } from './read-json-file.ts';

/** What `run.json` in a folder says, without touching the run. @throws FailureError when there is none, or none that can be read. */
export function readDescription(directory: string): RunDescription {
  const path = join(directory, 'run.json');
  if (!existsSync(path)) throw new FailureError(`${directory} holds no run; expected a folder with run.json`);
  return readJsonFile(path, isDescription);
}

function isDescription(value: object): boolean {
  const { tasks, configuration, versions } = value as Partial<RunDescription>;
  return (
    hasFields(value, { algorithm: 'string', env: 'string', seed: 'number', totalSteps: 'number', kernels: 'string', engine: 'string' }) &&
    Array.isArray(tasks) &&
    typeof configuration === 'object' &&
    typeof versions === 'object'
  );
}
