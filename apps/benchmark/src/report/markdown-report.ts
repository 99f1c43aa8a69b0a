import type { RunAnalysis } from './analyze-runs.ts';
import { configurationTable, extentOf, provenanceTable, titleOf, typedCommandsOf } from './describe-runs.ts';
import { capitalized, explain } from './html-report.ts';
import type { LoadedRuns } from './load-runs.ts';
import { differenceTable, resultTable, runTable, seedCaution, taskDifferenceTable, taskTable, type ReportTable } from './report-tables.ts';

/** The report as Markdown: everything but the pictures. */
export function markdownReport(loaded: LoadedRuns, analysis: RunAnalysis): string {
  const commands = typedCommandsOf(loaded);
  const caution = seedCaution(analysis);
  const remarks = [...loaded.missing.map(({ name, reason }) => `run ${name}: ${reason}`), ...analysis.notes];
  return [
    `# ${escape(titleOf(loaded))}`,
    `${extentOf(loaded)}.`,
    ...(analysis.comparison.differences.length > 0 ? [list(analysis.comparison.differences.map(({ verdict }) => verdict))] : []),
    ...(caution === null ? [] : [`${capitalized(caution)}.`]),
    ...(remarks.length > 0 ? [`Not everything is in here:\n\n${list(remarks)}`] : []),
    table(resultTable(analysis)),
    ...[taskTable(analysis), differenceTable(analysis), taskDifferenceTable(analysis)].flatMap((found) => (found ? [table(found)] : [])),
    explain(analysis.comparison, analysis.scoreSource),
    '## How it was made',
    "From the repository's root:",
    ['```', ...(commands.overall === null ? commands.each : [commands.overall]), '```'].join('\n'),
    table(configurationTable(loaded)),
    table(runTable(loaded.runs)),
    table(provenanceTable(loaded)),
    '',
  ].join('\n\n');
}

const escape = (text: string): string => text.replace(/[\\`*_[\]<>|#~]/g, '\\$&').replace(/\s*\n\s*/g, ' ');

const list = (items: readonly string[]): string => items.map((item) => `- ${escape(item)}`).join('\n');

function table({ caption, head, rows }: ReportTable): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escape).join(' | ')} |`;
  const rule = `|${head.map((_, column) => (column === 0 ? '---' : '---:')).join('|')}|`;
  return [`**${escape(caption)}**`, '', line(head), rule, ...rows.map(line)].join('\n');
}
