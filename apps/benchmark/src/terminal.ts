import process from 'node:process';
import pc from 'picocolors';

/** Colours for standard output: only on a terminal, and not where NO_COLOR is set. */
export const colors = pc.createColors(Boolean(process.stdout.isTTY) && pc.isColorSupported);

export function printLine(text = ''): void {
  process.stdout.write(`${text}\n`);
}

/** What is not a result: warnings, notices. */
export function note(text: string): void {
  process.stderr.write(`cohort: ${text}\n`);
}

/** The one JSON value of `--json`. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** 1234567.8 → `1,234,568`; small numbers keep `digits` decimals. */
export function formatNumber(value: number, digits = 0): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** A table of text without lines; the first column is aligned left, the others right. */
export async function textTable(head: readonly string[], rows: readonly (readonly string[])[]): Promise<string> {
  const { default: Table } = await import('cli-table3');
  const blank = { top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '' };
  const table = new Table({
    chars: { ...blank, 'bottom-right': '', left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colAligns: head.map((_, column) => (column === 0 ? 'left' : 'right')),
    head: head.map((text) => colors.bold(text)),
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
