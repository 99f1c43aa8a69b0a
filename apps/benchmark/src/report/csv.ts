/** Numbers behind a figure, a row each; numbers that are none are empty. */
export interface CsvTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** As RFC 4180 has it, numbers to five digits. */
export function csvText({ head, rows }: CsvTable): string {
  return [head, ...rows].map((row) => `${row.map(cell).join(',')}\n`).join('');
}

function cell(value: string | number): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(Number.isInteger(value) ? value : Number(value.toPrecision(5))) : '';
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** The text as an address that needs no file; half a surrogate pair, which no address can hold, becomes U+FFFD. */
export const csvAddress = (text: string): string => `data:text/csv;charset=utf-8,${encodeURI(text.replace(/\p{Surrogate}/gu, '\ufffd')).replaceAll('#', '%23')}`;
