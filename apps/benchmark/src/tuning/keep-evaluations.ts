import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readRecords } from '@cohort-rl/analysis';
import { replaceFile } from '@cohort-rl/ppo-core/node';

/** Leaves of a finished run what scores it: run.json, result.json, and the evaluations of its records. */
export function keepEvaluations(folder: string): void {
  const checkpoint = join(folder, 'checkpoint');
  if (!existsSync(checkpoint)) return;
  const records = join(folder, 'records.jsonl');
  const evaluations = readRecords(readFileSync(records, 'utf8')).filter(({ type }) => type === 'evaluation');
  replaceFile(records, evaluations.map((record) => `${JSON.stringify(record)}\n`).join(''));
  rmSync(join(folder, 'best'), { recursive: true, force: true });
  // last: while it is there, the work is not done
  rmSync(checkpoint, { recursive: true });
}
