import { checkRecord } from '@cohort-rl/analysis';
import { hasFields, isListOf, isObject, isRecordOf } from '../read-json-file.ts';
import { isDescription } from '../run-description.ts';
import { isResult } from '../run-result.ts';
import { metricBins, trainingBins, type RunSummary } from './run-summary.ts';

type Fields = Readonly<Record<string, unknown>>;

const isText = (value: unknown): boolean => typeof value === 'string';
const isNumber = (value: unknown): boolean => Number.isFinite(value);
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isListOfLength = (value: unknown, length: number, isEntry: (entry: unknown) => boolean): boolean => isListOf(value, isEntry) && (value as unknown[]).length === length;

/** Means in so many bins, null in those without a value, by name. */
const isBinned = (value: unknown, bins: number): boolean => isRecordOf(value, (means) => isListOfLength(means, bins, (mean) => mean === null || isNumber(mean)));

/** Whether a value read from a file has the shape of a run's summary, all the way down. */
export function isRunSummary(value: unknown): value is RunSummary {
  if (!isObject(value) || !hasFields(value, { name: 'string' })) return false;
  const { description, result, training, trained, evaluation, metrics, groups } = value;
  return (
    isObject(description) && isDescription(description) &&
    isObject(result) && isResult(result) &&
    isBinned(training, trainingBins) && isRecordOf(trained, isNumber) && isBinned(metrics, metricBins) &&
    (evaluation === null || (isObject(evaluation) && isEvaluation(evaluation))) &&
    (groups === null || (isObject(groups) && isGroups(groups)))
  );
}

function isEvaluation({ steps, tasks, last, lastTruncated = 0 }: Fields): boolean {
  return isListOf(steps, isCount) && isBinned(tasks, (steps as unknown[]).length) && isRecordOf(last, isNumber) && isCount(lastTruncated);
}

function isGroups({ shares, least, most, last }: Fields): boolean {
  return (shares === null || (isObject(shares) && isShares(shares))) && isCount(least) && isCount(most) && isObject(last) && isSnapshot(last);
}

function isShares({ strategy, groups, steps, shares, stepShares }: Fields): boolean {
  if (!isText(strategy) || !isListOf(groups, (group) => isObject(group) && isCount(group.label) && isText(group.name)) || !isListOf(steps, isCount)) return false;
  const isRow = (row: unknown): boolean => isListOfLength(row, (steps as unknown[]).length, isNumber);
  return [shares, stepShares].every((rows) => isListOfLength(rows, (groups as unknown[]).length, isRow));
}

function isSnapshot({ step, groups }: Fields): boolean {
  try {
    return checkRecord({ type: 'group', step, strategy: '', groups, diagnostics: {} }) !== null;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
