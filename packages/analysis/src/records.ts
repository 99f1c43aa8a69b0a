import { checkSnapshot, type SnapshotRecord } from './snapshot-record.ts';

/** One line of a run's `records.jsonl`, by its `type`. */
export type RunRecord = UpdateRecord | EpisodeRecord | EvaluationRecord | GroupRecord | SnapshotRecord;

/** What one update of the policy reported. */
export interface UpdateRecord {
  readonly type: 'update';
  /** Environment steps taken so far, over all environments. */
  readonly step: number;
  readonly update: number;
  /** Named as CleanRL names them (`charts/…`, `losses/…`), ours `grpo/…`, per task `task/<name>/…`; null where a value was not finite. */
  readonly metrics: Readonly<Record<string, number | null>>;
  readonly wallSeconds?: number;
}

/** The end of one training episode. */
export interface EpisodeRecord {
  readonly type: 'episode';
  readonly step: number;
  /** Index of the environment. */
  readonly env: number;
  /** Name of the episode's task. */
  readonly task: string;
  readonly return: number;
  readonly length: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
}

/** An evaluation of the policy as it was at `step`, on one task. */
export interface EvaluationRecord {
  readonly type: 'evaluation';
  readonly step: number;
  readonly task: string;
  /** One return per episode. */
  readonly returns: readonly number[];
  /** Episodes that the evaluation's own limit of steps cut, not one of the environment's; absent: none. */
  readonly truncated?: number;
}

/** What the group-relative stages made of one rollout. */
export interface GroupRecord {
  readonly type: 'group';
  readonly step: number;
  /** Name of the grouping. */
  readonly strategy: string;
  readonly groups: readonly GroupRecordEntry[];
  readonly diagnostics: Readonly<Record<string, number | null>>;
}

/** One group of a {@link GroupRecord}. */
export interface GroupRecordEntry {
  readonly label: number;
  /** A name to show: a task's, a range of returns, `cluster 2`. */
  readonly name: string;
  readonly trajectories: number;
  readonly steps: number;
  readonly weight: number;
  /** Mean return of the group's complete episodes; null where there is none. */
  readonly returnMean: number | null;
  readonly advantageBefore: AdvantageSummary;
  readonly advantageAfter: AdvantageSummary;
}

/** Advantages of one group's steps in five numbers and two moments. */
export interface AdvantageSummary {
  readonly mean: number;
  /** Population standard deviation. */
  readonly std: number;
  /** Minimum, quartiles, maximum. */
  readonly quantiles: readonly [number, number, number, number, number];
}

/** A line of a `records.jsonl` that is not a record. */
export class RecordError extends Error {
  override readonly name = 'RecordError';
  /** Number of the line, from 1. */
  readonly line: number;

  constructor(line: number, problem: string) {
    super(`invalid record on line ${line}: ${problem}`);
    this.line = line;
  }
}

/**
 * Parses the text of a `records.jsonl`: one JSON object a line, append-only.
 *
 * A last line that no line break ends and that is not a whole record was torn by the end of its process: it is left out.
 * Empty lines, and records of a type that is not a {@link RunRecord}'s, are left out as well.
 * @throws RecordError with the line's number, for any other line that is not JSON or lacks a field of its type.
 */
export function readRecords(text: string): RunRecord[] {
  const records: RunRecord[] = [];
  let start = 0;
  for (let line = 1; start < text.length; line++) {
    const lineBreak = text.indexOf('\n', start);
    const end = lineBreak < 0 ? text.length : lineBreak;
    const content = text.slice(start, end).trim();
    start = end + 1;
    if (content === '') continue;
    const parsed = parseRecord(content);
    if (typeof parsed === 'string') {
      if (lineBreak < 0) break;
      throw new RecordError(line, parsed);
    }
    if (parsed) records.push(parsed);
  }
  return records;
}

/** The record, null for a type that is none of ours, or what is wrong. */
function parseRecord(content: string): RunRecord | null | string {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return `not JSON: ${content.length > 40 ? `${content.slice(0, 40)}…` : content}`;
  }
  return parseValue(value);
}

/** The value as a record; null for a type that is none of ours. @throws RangeError for a value that is not a record. */
export function checkRecord(value: unknown): RunRecord | null {
  const record = parseValue(value);
  if (typeof record === 'string') throw new RangeError(`invalid record: ${record}`);
  return record;
}

function parseValue(value: unknown): RunRecord | null | string {
  if (!isObject(value)) return 'expected an object';
  if (typeof value.type !== 'string') return 'expected a string as type';
  if (value.type === 'snapshot') return parseSnapshot(value);
  if (!Object.hasOwn(fieldsOf, value.type)) return null;
  const type = value.type as CheckedByField;
  for (const [field, [isValid, expected]] of Object.entries({ step: count, ...fieldsOf[type] })) {
    if (!isValid(value[field])) return `invalid ${field} of type ${type}: ${brief(value[field])}; expected ${expected}`;
  }
  return value as unknown as RunRecord;
}

function brief(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array of others' : 'an object';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function parseSnapshot(value: unknown): SnapshotRecord | string {
  try {
    return checkSnapshot(value);
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

type CheckedByField = Exclude<RunRecord['type'], 'snapshot'>;
type Field = readonly [isValid: (value: unknown) => boolean, expected: string];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isNumber = (value: unknown): value is number => typeof value === 'number';
const isNumbers = (value: unknown): boolean => isObject(value) && Object.values(value).every((entry) => entry === null || isNumber(entry));

const number: Field = [isNumber, 'a number'];
const isCount = (value: unknown): boolean => isNumber(value) && value >= 0 && value < Infinity;
const count: Field = [isCount, 'a finite number ≥ 0'];
const text: Field = [(value) => typeof value === 'string', 'a string'];
const flag: Field = [(value) => typeof value === 'boolean', 'true or false'];
const numbers: Field = [isNumbers, 'an object of numbers'];

const fieldsOf: Readonly<Record<CheckedByField, Readonly<Record<string, Field>>>> = {
  update: { update: count, metrics: numbers },
  episode: { env: count, task: text, return: number, length: count, terminated: flag, truncated: flag },
  evaluation: { task: text, returns: [(value) => Array.isArray(value) && value.every(isNumber), 'an array of numbers'], truncated: [(value) => value === undefined || isCount(value), 'absent or a finite number ≥ 0'] },
  group: { strategy: text, groups: [(value) => Array.isArray(value) && value.every(isGroup), 'an array of groups'], diagnostics: numbers },
};

function isGroup(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value.name === 'string' &&
    [value.label, value.trajectories, value.steps, value.weight].every(isNumber) &&
    (value.returnMean === null || isNumber(value.returnMean)) &&
    [value.advantageBefore, value.advantageAfter].every(isAdvantageSummary)
  );
}

function isAdvantageSummary(value: unknown): boolean {
  if (!isObject(value) || !isNumber(value.mean) || !isNumber(value.std)) return false;
  return Array.isArray(value.quantiles) && value.quantiles.length === 5 && value.quantiles.every(isNumber);
}
