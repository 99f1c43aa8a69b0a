import { differenceTable, resultTable, seedCaution, taskTable, type ReportTable } from './report/report-tables.ts';
import type { WrittenReport } from './report/write-report.ts';
import { colors, printLine, textTable } from './terminal.ts';

/** The result of a comparison on the terminal: tables, verdicts, where the report lies. */
export async function printReport({ page, analysis, loaded }: WrittenReport): Promise<void> {
  const print = async ({ caption, head, rows }: ReportTable): Promise<void> => {
    printLine(colors.bold(caption));
    printLine(`${await textTable(head, rows)}\n`);
  };
  for (const table of [resultTable(analysis), taskTable(analysis), differenceTable(analysis)]) if (table) await print(table);
  for (const { verdict } of analysis.comparison.differences) printLine(colors.bold(verdict));
  const caution = seedCaution(analysis);
  if (caution !== null) printLine(caution);
  for (const { name, reason } of loaded.missing) printLine(`missing: run ${name}: ${reason}`);
  for (const text of analysis.notes) printLine(`note: ${text}`);
  printLine(`report: ${page}`);
}
