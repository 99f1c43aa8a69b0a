import type { Command } from 'commander';
import { commandLine } from '../command-line.ts';
import { addComparisonFlags, type CommonFlags } from '../comparison-flags.ts';
import { UsageError } from '../errors.ts';
import { integer } from '../option-values.ts';

interface Flags extends CommonFlags {
  readonly tuned?: string;
}

/** `cohort compare`: algorithms on the same environments with the same seeds. */
export function compareCommand(program: Command): Command {
  const command = program
    .command('compare')
    .description('train algorithms with the same seeds, in parallel, and report which is better, if any')
    .option('--first-seed <n>', 'the first seed', integer('--first-seed', { min: 0, max: 2 ** 32 - 1 }), 1)
    .option('--baseline <name>', 'algorithm that the others are measured against (default: ppo, or else the first)')
    .option('--tuned <file>', 'tuned.json of cohort tune: the hyperparameters of each algorithm on each environment; flags go before them');
  return addComparisonFlags(command, { evaluations: 'a tenth of --steps', episodes: '100, or 5 a task' })
    .addHelpText(
      'after',
      `
Called again with the same arguments it goes on: finished runs are kept, interrupted ones resumed. Every algorithm gets the same
hyperparameters, or with --tuned its own; ppo normalises advantages over the whole batch, so that the grouping alone makes the
difference (--advantage-normalization minibatch for the usual way).

Examples:
  cohort compare --suite scaled-cartpoles --algos ppo,grpo:task,grpo:auto --seeds 5 --out results/scaled
  cohort compare --env CartPole-v1 --algos ppo,grpo:difficulty,grpo:literal-difficulty --steps 50000 --out results/cartpole
  cohort compare --suite scaled-cartpoles,gridworld-curriculum --algos ppo,ppo+reward-norm,grpo:task --seeds 10 --out results/study`,
    )
    .action(async ({ suite = [], env = [], ...flags }: Flags) => {
      if (suite.length + env.length === 0) throw new UsageError('missing --suite or --env; cohort envs lists the environments');
      const [{ openComparison, planComparison }, { compareAndReport }, { readTuned }] = await Promise.all([
        import('../comparison.ts'),
        import('../compare-and-report.ts'),
        import('../tuning/tuned.ts'),
      ]);
      const tuned = flags.tuned === undefined ? null : { file: flags.tuned, content: readTuned(flags.tuned) };
      const comparison = await planComparison({ ...flags, envs: [...suite, ...env] }, 'compare', commandLine(), tuned);
      openComparison(flags.out, comparison);
      await compareAndReport(comparison, flags.out, flags);
    });
}
