import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '@cohort-rl/ppo-core/node';
import { FailureError } from '../errors.ts';
import { makeOutputFolder } from '../make-output-folder.ts';
import { createProgress } from '../progress.ts';
import { analyzeRuns, type RunAnalysis } from './analyze-runs.ts';
import { csvText } from './csv.ts';
import { allFigures, suiteFigures } from './figures.ts';
import { htmlReport, runData } from './html-report.ts';
import { jsonReport } from './json-report.ts';
import { loadRuns, type LoadedRuns, type LoadOptions } from './load-runs.ts';
import { markdownReport } from './markdown-report.ts';
import { writeStudySummary } from './study-summary.ts';

/** A report that was written. */
export interface WrittenReport {
  readonly page: string;
  readonly loaded: LoadedRuns;
  readonly analysis: RunAnalysis;
  /** What `report.json` holds. */
  readonly json: unknown;
}

/** Analysing a suite takes about as long as reading so many runs. */
const runsPerSuite = 100;

/**
 * Makes `report.html`, `report.md`, `report.json` and the files of numbers in `data` from the records of a comparison, or of one run; of a comparison
 * also the `summary.json` from which they can be made again without the records. Progress is shown on a terminal.
 */
export async function writeReport(directory: string, { failures }: Pick<LoadOptions, 'failures'> = {}): Promise<WrittenReport> {
  let [total, read] = [0, 0];
  const progress = await createProgress('bar', 100);
  const show = (done: number, text: string): void => progress.show(Math.round((100 * done) / total), text);
  try {
    const loaded = loadRuns(directory, {
      ...(failures && { failures }),
      onRun: (done, all) => {
        [read, total] = [done, all + runsPerSuite];
        if (done % 10 === 0) show(done, `${done} of ${all} runs read`);
      },
    });
    const analysis = naming(directory, () =>
      analyzeRuns(loaded, (done, all) => {
        total = read + runsPerSuite * all;
        show(read + runsPerSuite * done, `${done} of ${all} environments analysed`);
      }),
    );
    return { ...write(directory, loaded, analysis), loaded, analysis };
  } finally {
    progress.stop();
  }
}

/** @throws FailureError that names the folder, for numbers in its files that no analysis takes. */
function naming<T>(directory: string, analyze: () => T): T {
  try {
    return analyze();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new FailureError(`${directory} holds what makes no report: ${error.message}`, { cause: error });
  }
}

function write(directory: string, loaded: LoadedRuns, analysis: RunAnalysis): Pick<WrittenReport, 'page' | 'json'> {
  const figures = analysis.suites.map((suite) => suiteFigures(analysis, suite));
  const parts = { loaded, analysis, figures };
  const json = jsonReport(parts);
  const data = join(directory, 'data');
  makeOutputFolder(data);
  for (const { name, data: numbers } of figures.flatMap(allFigures)) writeFileSync(join(data, `${name}.csv`), csvText(numbers));
  writeFileSync(join(data, 'runs.csv'), csvText(runData(loaded)));
  const page = join(directory, 'report.html');
  replaceFile(page, htmlReport(parts));
  replaceFile(join(directory, 'report.md'), markdownReport(parts));
  replaceFile(join(directory, 'report.json'), jsonText(json));
  if (loaded.comparison) writeStudySummary(directory, loaded);
  return { page, json };
}

/** Indented, but for lists of numbers and words, each of which has a line. */
const jsonText = (value: unknown): string =>
  `${JSON.stringify(value, null, 1).replace(/\[\n\s+([^[\]{}]*?)\n\s+\]/g, (_, items: string) => `[${items.replace(/\n\s+/g, ' ')}]`)}\n`;
