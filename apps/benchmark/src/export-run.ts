import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { UpdateRecord } from '@cohort-rl/analysis';
import { toOnnx, toSafetensors, updatesToCsv } from '@cohort-rl/ppo-core';
import { loadPolicy } from '@cohort-rl/ppo-core/node';
import { FailureError, UsageError } from './errors.ts';
import { readRunRecords } from './report/read-run-records.ts';
import { readDescription } from './run-description.ts';

/** A file for each format that is asked for. */
export interface ExportFiles {
  readonly onnx?: string;
  readonly safetensors?: string;
  readonly csv?: string;
}

/** Writes what other tools read of a run; its folder is only read. Nothing is written before all of it is there. */
export async function exportRun(directory: string, { onnx, safetensors, csv }: ExportFiles, best: boolean): Promise<void> {
  const { env } = readDescription(directory);
  const contents: [flag: string, path: string, content: Uint8Array | string][] = [];
  if (onnx !== undefined || safetensors !== undefined) {
    const policy = await loadPolicy(directory, { best });
    if (onnx !== undefined) contents.push(['--onnx', onnx, toOnnx(policy)]);
    const { step, activation } = policy;
    if (safetensors !== undefined) contents.push(['--safetensors', safetensors, toSafetensors(policy, { env, step: String(step), activation })]);
  }
  if (csv !== undefined) {
    const records = join(directory, 'records.jsonl');
    if (!existsSync(records)) throw new FailureError(`${directory} holds no records; expected ${records}`);
    contents.push(['--csv', csv, updatesToCsv(updatesIn(records))]);
  }
  for (const [flag, path, content] of contents) {
    try {
      writeFileSync(path, content);
    } catch (error) {
      throw new UsageError(`invalid ${flag}: ${path} cannot be written (${(error as NodeJS.ErrnoException).code}); expected a file in a folder that can be written to`, { cause: error });
    }
  }
}

function updatesIn(path: string): UpdateRecord[] {
  const updates: UpdateRecord[] = [];
  for (const records of readRunRecords(path)) {
    for (const record of records) if (record.type === 'update') updates.push(record);
  }
  return updates;
}
