import { join } from 'node:path';
import type { Command } from 'commander';
import { commandLine } from '../command-line.ts';
import { UsageError } from '../errors.ts';
import { addComparisonFlags, type CommonFlags } from '../comparison-flags.ts';
import { integer } from '../option-values.ts';
import { colors, printJson, printLine, textTable } from '../terminal.ts';
import { parseGrid, type GridParameter } from '../tuning/grid.ts';

interface Flags extends CommonFlags {
  readonly grid: readonly GridParameter[];
}

/** `cohort tune`: the same grid of hyperparameters for every algorithm. */
export function tuneCommand(program: Command): Command {
  const command = program
    .command('tune')
    .description('train algorithms at every point of a grid of hyperparameters, with equal effort, and choose the best of each')
    .requiredOption('--grid <flag=value,…;…>', "flags with the values to try, as 'learning-rate=0.0003,0.001;epochs=4,10'", parseGrid)
    // cohort compare begins with 1: its verdict is on other seeds
    .option('--first-seed <n>', 'the first seed', integer('--first-seed', { min: 0, max: 2 ** 32 - 1 }), 1000);
  return addComparisonFlags(command, { evaluations: 'a fifth of --steps', episodes: '40, or 10 a task' })
    .addHelpText(
      'after',
      `
Every algorithm gets the same points and seeds; a flag that an algorithm does not have (num-groups: ppo) is not varied for it. A point's
score is the mean over seeds of the last evaluation, normalised, mean over tasks; a run that diverges makes its point the worst. Written:
tuned.json, for cohort compare --tuned, and tuning.md. Of a finished run only run.json, result.json and the evaluations are kept.
Called again with the same arguments it goes on: finished runs are kept, interrupted ones resumed.

Examples:
  cohort tune --suite scaled-cartpoles --algos ppo,ppo+popart,grpo:task --grid 'learning-rate=0.0003,0.001;epochs=4,10' --out results/tuning
  cohort compare --suite scaled-cartpoles --algos ppo,ppo+popart,grpo:task --tuned results/tuning/tuned.json --seeds 10 --out results/verdict`,
    )
    .action(async ({ suite = [], env = [], ...flags }: Flags) => {
      if (suite.length + env.length === 0) throw new UsageError('missing --suite or --env; cohort envs lists the environments');
      const [{ openTuning, planTuning }, { tune }, { tuningTables }] = await Promise.all([
        import('../tuning/plan-tuning.ts'),
        import('../tuning/tune.ts'),
        import('../tuning/tuning-report.ts'),
      ]);
      const tuning = openTuning(flags.out, await planTuning({ ...flags, envs: [...suite, ...env] }, commandLine()));
      const tuned = await tune(tuning, flags.out, flags);
      if (flags.json) {
        printJson(tuned);
        return;
      }
      for (const { caption, head, rows } of tuningTables(tuned)) {
        printLine(colors.bold(caption));
        printLine(`${await textTable(head, rows)}\n`);
      }
      printLine(`tuned: ${join(flags.out, 'tuned.json')}`);
    });
}
