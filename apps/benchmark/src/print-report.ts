import { differenceTable, resultTable, seedCaution, taskTable, verdictMatrix, verdictsOf, verdictSummary, type ReportTable } from './report/report-tables.ts';
import type { WrittenReport } from './report/write-report.ts';
import { colors, printLine, textTable } from './terminal.ts';

/** Missing runs that are named one by one. */
const mostMissing = 20;

/** The result of a comparison on the terminal: tables, verdicts, where the report lies. */
export async function printReport({ page, analysis, loaded }: WrittenReport): Promise<void> {
  const print = async ({ caption, head, rows }: ReportTable): Promise<void> => {
    printLine(colors.bold(caption));
    printLine(`${await textTable(head, rows)}\n`);
  };
  const matrix = verdictMatrix(analysis);
  const [first] = analysis.suites;
  const tables = analysis.suites.length > 1 ? [matrix] : [resultTable(analysis, first!), taskTable(analysis, first!), differenceTable(analysis, first!)];
  for (const table of tables) if (table) await print(table);
  for (const verdict of verdictsOf(analysis)) printLine(verdict);
  const summary = verdictSummary(analysis);
  if (summary !== null) printLine(colors.bold(summary));
  const caution = seedCaution(analysis);
  if (caution !== null) printLine(caution);
  for (const { name, reason } of loaded.missing.slice(0, mostMissing)) printLine(`missing: run ${name}: ${reason}`);
  if (loaded.missing.length > mostMissing) printLine(`missing: ${loaded.missing.length - mostMissing} more runs`);
  for (const text of analysis.notes) printLine(`note: ${text}`);
  printLine(`report: ${page}`);
}
