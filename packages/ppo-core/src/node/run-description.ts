import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '@cohort-rl/rollouts';
import { crc32 } from '../crc32.ts';
import { replaceFile } from './replace-file.ts';

/** What `run.json` says: everything needed to repeat the run, and what it ran on. */
export interface RunDescription {
  readonly schema: 1;
  readonly id: string;
  /** Name on the command line: `ppo`, `grpo:task`, … */
  readonly algorithm: string;
  /** Environment or suite. */
  readonly env: string;
  /** Tasks with the returns that normalised scores are measured by. */
  readonly tasks: readonly { readonly name: string; readonly randomReturn?: number | undefined; readonly expertReturn?: number | undefined }[];
  readonly seed: number;
  readonly numEnvs: number;
  readonly totalSteps: number;
  /** Every option of the agent and of its advantage stage. */
  readonly configuration: { readonly [key: string]: Json };
  readonly versions: { readonly [name: string]: string };
  readonly engine: string;
  /** Build of the kernels. */
  readonly kernels: string;
  /** Commit of the sources, where known. */
  readonly commit: string | null;
}

/**
 * Reads a run's `run.json`, and touches nothing.
 * @throws Error when there is none, it is of another schema, or a bit of it is not as it was written.
 */
export function readDescription(directory: string): RunDescription {
  const path = join(directory, 'run.json');
  if (!existsSync(path)) throw new Error(`${directory} holds no run${existsSync(directory) ? '' : ': it does not exist'}; expected a folder with run.json`);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`${path} cannot be read (${(error as NodeJS.ErrnoException).code})`, { cause: error });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} is damaged: it is no JSON`, { cause: error });
  }
  const { checksum: _, ...description } = (value ?? {}) as RunDescription & { checksum?: unknown };
  if (description.schema !== 1) throw new Error(`${path} is not of this version: schema ${String(description.schema)}; expected 1`);
  if (text !== serialize(description)) throw new Error(`${path} is damaged: its checksum differs, so it is not as cohort wrote it`);
  return description;
}

/** Writes a run's `run.json`, in place of the one that is there. */
export function writeDescription(directory: string, description: RunDescription): void {
  replaceFile(join(directory, 'run.json'), serialize(description));
}

/** The last field is the CRC-32 of the text without it. */
function serialize(description: RunDescription): string {
  const checksum = crc32(new TextEncoder().encode(JSON.stringify(description, null, 2)));
  return `${JSON.stringify({ ...description, checksum: checksum.toString(16).padStart(8, '0') }, null, 2)}\n`;
}
