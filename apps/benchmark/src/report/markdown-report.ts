import type { RunAnalysis } from './analyze-runs.ts';
import { configurationTables, extentOf, provenanceTable, titleOf, typedCommandsOf } from './describe-runs.ts';
import { explainScores, explainVerdict, type ReportParts } from './html-report.ts';
import type { LoadedRuns } from './load-runs.ts';
import * as tables from './report-tables.ts';

/** Runs that stand in a table, each in a row. */
const mostRuns = 40;

/** The report as Markdown: everything but the pictures. */
export function markdownReport({ loaded, analysis }: Pick<ReportParts, 'loaded' | 'analysis'>): string {
  const commands = typedCommandsOf(loaded);
  const caution = tables.seedCaution(analysis);
  const configuration = configurationTables(loaded);
  const summary = tables.verdictSummary(analysis);
  const verdicts = tables.verdictsOf(analysis);
  const matrix = tables.verdictMatrix(analysis);
  return [
    `# ${escape(titleOf(loaded))}`,
    `${extentOf(loaded)}.`,
    ...missingRuns(loaded, analysis),
    '## Verdict',
    ...(summary === null ? [] : [`**${escape(tables.capitalized(summary))}.**`]),
    ...(verdicts.length === 0 ? [] : [list(verdicts)]),
    ...(caution === null ? [] : [`${tables.capitalized(caution)}.`]),
    ...(matrix ? [table(matrix)] : []),
    escape(explainVerdict(analysis)),
    ...analysis.suites.flatMap((suite) => [
      `## ${escape(analysis.suites.length === 1 ? 'The four measures' : suite.env)}`,
      ...[
        tables.resultTable(analysis, suite),
        tables.taskTable(analysis, suite),
        tables.differenceTable(analysis, suite),
        tables.efficiencyTable(analysis, suite),
        tables.stabilityTable(analysis, suite),
        tables.fairnessTable(analysis, suite),
        tables.costTable(analysis, suite),
        ...(configuration.perEnv.find(({ env }) => env === suite.env)?.tables ?? []),
      ].flatMap((found) => (found ? [table(found)] : [])),
      escape(explainScores(suite)),
    ]),
    '## How it was made',
    "From the repository's root:",
    ['```', ...(commands.overall === null ? commands.each : [commands.overall]), '```'].join('\n'),
    table(configuration.shared),
    ...(loaded.runs.length > mostRuns ? [] : [table(tables.runTable(loaded.runs))]),
    table(provenanceTable(loaded)),
    '',
  ].join('\n\n');
}

function missingRuns({ missing, runs }: LoadedRuns, { notes }: RunAnalysis): string[] {
  const remarks = [...missing.map(({ name, reason }) => `run ${name}: ${reason}`), ...notes];
  if (remarks.length === 0) return [];
  const lead = missing.length === 0 ? 'Not everything is in here' : `${missing.length} of ${missing.length + runs.length} runs missing; verdicts are from complete pairs only`;
  return [`**${lead}:**\n\n${list(remarks)}`];
}

const escape = (text: string): string => text.replace(/[\\`*_[\]<>|#~]/g, '\\$&').replace(/\s*\n\s*/g, ' ');

const list = (items: readonly string[]): string => items.map((item) => `- ${escape(item)}`).join('\n');

function table({ caption, head, rows }: tables.ReportTable): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escape).join(' | ')} |`;
  const rule = `|${head.map((_, column) => (column === 0 ? '---' : '---:')).join('|')}|`;
  return [`**${escape(caption)}**`, '', line(head), rule, ...rows.map(line)].join('\n');
}
