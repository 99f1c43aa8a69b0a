import type { Command } from 'commander';
import { printJson } from '../terminal.ts';

/** `cohort report DIR`: the report anew from the records. */
export function reportCommand(program: Command): Command {
  return program
    .command('report')
    .description('rebuild report.html, report.md, report.json and data/ from the records, or from the summary where there are none')
    .argument('<dir>', "a comparison's folder, or that of one run")
    .option('--json', 'print one JSON value and nothing else')
    .addHelpText('after', '\nExamples:\n  cohort report results/quick\n  cohort report runs/a --json')
    .action(async (directory: string, { json }: { json?: boolean }) => {
      const [{ writeReport }, { printReport }] = await Promise.all([import('../report/write-report.ts'), import('../print-report.ts')]);
      const written = await writeReport(directory);
      if (json) printJson(written.json);
      else await printReport(written);
    });
}
