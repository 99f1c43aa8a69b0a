import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunDescription } from '@cohort-rl/ppo-core/node';
import { FailureError } from './errors.ts';

/** What `run.json` in a folder says, without touching the run. @throws FailureError when there is none, or none that can be read. */
export function readDescription(directory: string): RunDescription {
  const path = join(directory, 'run.json');
  if (!existsSync(path)) throw new FailureError(`${directory} holds no run; expected a folder with run.json`);
  let description: RunDescription;
  try {
    description = JSON.parse(readFileSync(path, 'utf8')) as RunDescription;
  } catch (error) {
    throw new FailureError(`${path} is damaged: ${(error as Error).message}`, { cause: error });
  }
  if (description.schema !== 1) throw new FailureError(`${path}: schema ${String(description.schema)}; expected 1`);
  return description;
}
