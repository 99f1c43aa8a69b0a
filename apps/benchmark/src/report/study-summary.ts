import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '@cohort-rl/rollouts';
import { replaceFile } from '@cohort-rl/ppo-core/node';
import { FailureError } from '../errors.ts';
import { hasFields, isListOf, isObject, readJsonFile } from '../read-json-file.ts';
import { isRunSummary } from './is-run-summary.ts';
import type { RunSummary } from './run-summary.ts';

/** A run that has no summary, and why. */
export interface MissingRun {
  readonly name: string;
  readonly reason: string;
}

/** `summary.json` of a comparison's folder: what its report is made of, small enough to be kept where the records are not. */
export interface StudySummary {
  readonly runs: readonly RunSummary[];
  readonly missing: readonly MissingRun[];
}

/** In the file: what is the same in many runs stands there once, and each run says where. */
interface File {
  readonly schema: 1;
  readonly missing: readonly MissingRun[];
  readonly shared: readonly Json[];
  readonly runs: readonly Json[];
}

const pathIn = (directory: string): string => join(directory, 'summary.json');

/** Parts of a summary that hardly differ from run to run. */
const sharedPaths: readonly (readonly string[])[] = [
  ['description', 'tasks'],
  ['description', 'versions'],
  ['description', 'configuration', 'options'],
  ['description', 'configuration', 'groupRelative'],
  ['description', 'configuration', 'evaluation'],
  ['result', 'machine'],
  ['evaluation', 'steps'],
  ['groups', 'shares', 'groups'],
  ['groups', 'shares', 'steps'],
];

/** The value with the part at a path changed; as it is where there is no such part. */
function changeAt(value: Json | undefined, [name, ...rest]: readonly string[], change: (part: Json) => Json): Json {
  if (name === undefined) return change(value!);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value!;
  const own = (value as { readonly [key: string]: Json })[name];
  return own === undefined || own === null ? value : { ...value, [name]: changeAt(own, rest, change) };
}

/** Null where there is none. @throws FailureError for a damaged one. */
export function readStudySummary(directory: string): StudySummary | null {
  const path = pathIn(directory);
  if (!existsSync(path)) return null;
  const { missing, shared, runs } = readJsonFile<File>(path, isFile);
  const whole = (run: Json): unknown => sharedPaths.reduce<Json>((value, at) => changeAt(value, at, (place) => shared[place as number] ?? null), run);
  return {
    missing,
    runs: runs.map((run, i) => {
      const summary = whole(run);
      if (!isRunSummary(summary)) throw new FailureError(`${path} is damaged: run ${i + 1} of ${runs.length} is not as cohort wrote it`);
      return summary;
    }),
  };
}

function isFile(value: object): boolean {
  const { missing, shared, runs } = value as Partial<File>;
  const isMissing = (run: unknown): boolean => isObject(run) && hasFields(run, { name: 'string', reason: 'string' });
  return isListOf(missing, isMissing) && Array.isArray(shared) && Array.isArray(runs);
}

/** One run a line. */
export function writeStudySummary(directory: string, { runs, missing }: StudySummary): void {
  const shared: string[] = [];
  const places = new Map<string, number>();
  const place = (part: Json): number => {
    const text = JSON.stringify(part);
    if (!places.has(text)) places.set(text, shared.push(text) - 1);
    return places.get(text)!;
  };
  const lines = runs.map((run) => JSON.stringify(sharedPaths.reduce<Json>((value, at) => changeAt(value, at, place), run as unknown as Json)));
  const list = (items: readonly string[]): string => (items.length === 0 ? '[]' : `[\n${items.join(',\n')}\n]`);
  const text = `{"schema":1,\n"missing":${list(missing.map((run) => JSON.stringify(run)))},\n"shared":${list(shared)},\n"runs":${list(lines)}}\n`;
  replaceFile(pathIn(directory), text);
}
