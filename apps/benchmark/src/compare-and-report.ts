import type { Comparison } from './comparison.ts';
import { FailureError } from './errors.ts';
import { printReport } from './print-report.ts';
import { writeReport } from './report/write-report.ts';
import { runPlan } from './run-plan.ts';
import { printJson } from './terminal.ts';

/** Trains what is due, then writes and prints the report. @throws FailureError when a run failed, after reporting the others. */
export async function compareAndReport(
  comparison: Comparison,
  directory: string,
  options: { readonly workers?: number | undefined; readonly progress: 'none' | 'bar'; readonly json?: boolean | undefined },
): Promise<void> {
  const failed = await runPlan(comparison, directory, options);
  if (failed.length === comparison.runs.length) throw new FailureError(`all ${failed.length} runs failed, the first: ${failed[0]!.message}`);
  const written = await writeReport(directory, { failures: new Map(failed.map(({ name, message }) => [name, message])) });
  if (options.json) printJson(written.json);
  else await printReport(written);
  if (failed.length > 0) {
    throw new FailureError(`${failed.length} of ${comparison.runs.length} runs failed: ${failed.map(({ name }) => name).join(', ')}`);
  }
}
