import { formatNumber } from '../../axes.ts';

/** The numbers of a chart as rows, in the order in which the arrow keys walk them. */
export interface ChartTable {
  readonly columns: readonly string[];
  readonly rows: readonly ChartTableRow[];
}

/** One row and where it stands in the picture, if it does. */
export interface ChartTableRow {
  readonly cells: readonly (string | number | null)[];
  readonly mark?: { readonly seriesIndex: number; readonly dataIndex: number };
}

/** A cell as text to read: `12,500`, `−0.25`; `–` for what is missing. */
export const formatCell = (cell: string | number | null): string => (cell === null ? '–' : typeof cell === 'number' ? formatNumber(cell) : cell);

/** A row in a line: `group light; steps 512`. */
export const rowText = ({ columns }: ChartTable, { cells }: ChartTableRow): string =>
  columns.map((column, i) => `${column} ${formatCell(cells[i] ?? null)}`).join('; ');

/** The table as CSV (RFC 4180), numbers at full precision, missing ones empty. */
export function toCsv({ columns, rows }: ChartTable): string {
  const quote = (cell: string | number | null): string => {
    const text = cell === null ? '' : String(cell);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns, ...rows.map(({ cells }) => cells)].map((cells) => `${cells.map(quote).join(',')}\r\n`).join('');
}
