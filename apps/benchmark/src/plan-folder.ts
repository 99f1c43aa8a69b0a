import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '@cohort-rl/ppo-core/node';
import { UsageError } from './errors.ts';
import { makeOutputFolder } from './make-output-folder.ts';
import type { TrainConfiguration } from './train-configuration.ts';

/** Runs that belong together, as the file that plans them holds them. */
export interface RunPlan {
  readonly schema: 1;
  /** The command that asked for them. */
  readonly command: string;
  readonly runs: readonly PlannedRun[];
}

export interface PlannedRun {
  /** Its folder under `runs/`. */
  readonly name: string;
  readonly configuration: TrainConfiguration;
}

/** The folder of a run: characters that no file system minds. */
export const runName = (parts: readonly string[]): string => parts.join('-').replaceAll(/[^\w.+-]/g, '-');

/**
 * Takes a folder for a plan: an empty or new one, or that of the same plan, to go on with it.
 * @param present the plan that lies there, if any.
 * @param kind `comparison`: the plan is in `comparison.json`.
 * @param products files that came of the same plan, where they were kept without it.
 * @returns the plan that lies there then, with the command that was the first.
 * @throws UsageError for a folder that holds anything else; nothing in it is changed.
 */
export function openPlan<P extends RunPlan>(
  directory: string,
  plan: P,
  present: P | null,
  kind: string,
  isSame: (present: P) => boolean,
  products: readonly string[] = [],
): P {
  if (present) {
    if (isSame(present)) return present;
    throw new UsageError(`invalid --out: ${directory} holds another ${kind} (${present.command}); expected another folder`);
  }
  if (existsSync(directory) && statSync(directory).isDirectory() && readdirSync(directory).some((name) => !products.includes(name))) {
    throw new UsageError(`invalid --out: ${directory} is not empty and holds no ${kind}; expected a new folder`);
  }
  makeOutputFolder(directory);
  writePlan(directory, plan, kind);
  return plan;
}

export function writePlan(directory: string, plan: RunPlan, kind: string): void {
  replaceFile(join(directory, `${kind}.json`), `${JSON.stringify(plan, null, 2)}\n`);
}

export function refuseDuplicates(flag: string, values: readonly string[]): void {
  const twice = values.find((value, i) => values.indexOf(value) !== i);
  if (twice !== undefined) throw new UsageError(`invalid ${flag}: ${twice} twice; expected each once`);
}
