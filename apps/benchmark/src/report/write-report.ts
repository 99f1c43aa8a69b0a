import { join } from 'node:path';
import { writeFileAtomically } from '../run-result.ts';
import { analyzeRuns, type RunAnalysis } from './analyze-runs.ts';
import { htmlReport } from './html-report.ts';
import { jsonReport } from './json-report.ts';
import { loadRuns, type LoadedRuns } from './load-runs.ts';
import { markdownReport } from './markdown-report.ts';

/** A report that was written. */
export interface WrittenReport {
  readonly page: string;
  readonly loaded: LoadedRuns;
  readonly analysis: RunAnalysis;
  /** What `report.json` holds. */
  readonly json: unknown;
}

/** Makes `report.html`, `report.md` and `report.json` from the records of a comparison, or of one run. */
export function writeReport(directory: string): WrittenReport {
  const loaded = loadRuns(directory);
  const analysis = analyzeRuns(loaded);
  const json = jsonReport(loaded, analysis);
  const page = join(directory, 'report.html');
  writeFileAtomically(page, htmlReport(loaded, analysis));
  writeFileAtomically(join(directory, 'report.md'), markdownReport(loaded, analysis));
  writeFileAtomically(join(directory, 'report.json'), `${JSON.stringify(json, null, 2)}\n`);
  return { page, loaded, analysis, json };
}
