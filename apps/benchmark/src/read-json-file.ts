import { readFileSync } from 'node:fs';
import { FailureError } from './errors.ts';

/**
 * Reads one of the JSON files that we write; `isWhole` says whether it has the fields that readers count on.
 * @throws FailureError, naming the file, for what cannot be read, is no JSON, has another schema, or lacks fields.
 */
export function readJsonFile<T extends { readonly schema: 1 }>(path: string, isWhole: (value: object) => boolean): T {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new FailureError(`${path} cannot be read (${(error as NodeJS.ErrnoException).code})`, { cause: error });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new FailureError(`${path} is damaged: it is no JSON`, { cause: error });
  }
  if (typeof value !== 'object' || value === null) throw new FailureError(`${path} is damaged: it holds no object`);
  const { schema } = value as { schema?: unknown };
  if (schema !== 1) throw new FailureError(`${path} is not of this version: schema ${String(schema)}; expected 1`);
  if (!isWhole(value)) throw new FailureError(`${path} is damaged: fields are missing or of another type`);
  return value as T;
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

export const isListOf = (value: unknown, isEntry: (entry: unknown) => boolean): boolean => Array.isArray(value) && value.every((entry) => isEntry(entry));

/** Whether it is an object each of whose fields is such an entry. */
export const isRecordOf = (value: unknown, isEntry: (entry: unknown) => boolean): boolean => isObject(value) && Object.values(value).every(isEntry);

/** Whether every field is there with its type; for `object`, null is too. */
export function hasFields(value: object, fields: Readonly<Record<string, 'number' | 'string' | 'boolean' | 'object'>>): boolean {
  return Object.entries(fields).every(([name, type]) => typeof (value as Record<string, unknown>)[name] === type);
}
