import type { UpdateRecord } from './records.ts';

/** What a line is made of; a metric that is null has no value. */
export interface UpdateMetrics extends Pick<UpdateRecord, 'step' | 'update'>, Partial<Pick<UpdateRecord, 'wallSeconds'>> {
  readonly metrics: Readonly<Record<string, number | null>>;
}

/**
 * The metrics of updates as CSV (RFC 4180), one line an update: `step`, `update`, `wallSeconds`, then every metric in the order in which
 * they first appear; a cell is empty where an update has no such metric.
 */
export function updatesToCsv(updates: readonly UpdateMetrics[]): string {
  const names = [...new Set(updates.flatMap(({ metrics }) => Object.keys(metrics)))];
  const lines = [
    ['step', 'update', 'wallSeconds', ...names],
    ...updates.map(({ step, update, wallSeconds, metrics }) => [step, update, wallSeconds ?? '', ...names.map((name) => metrics[name] ?? '')]),
  ];
  return lines.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('');
}

function quoted(cell: number | string): string {
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
