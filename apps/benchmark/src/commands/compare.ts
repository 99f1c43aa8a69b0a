import type { Command } from 'commander';
import { commandLine } from '../command-line.ts';
import { UsageError } from '../errors.ts';
import { finite, integer, listOf, oneOf } from '../option-values.ts';
import type { ComparisonFlags } from '../comparison.ts';
import { addGroupFlags, addHyperparameterFlags, addWrapperFlags } from '../training-flags.ts';

const word = (text: string): string => text;

interface Flags extends Omit<ComparisonFlags, 'envs' | 'env'> {
  readonly suite?: readonly string[];
  readonly env?: readonly string[];
  readonly out: string;
  readonly workers?: number;
  readonly progress: 'none' | 'bar';
  readonly json?: boolean;
}

/** `cohort compare`: algorithms on the same environments with the same seeds. */
export function compareCommand(program: Command): Command {
  const command = program
    .command('compare')
    .description('train algorithms with the same seeds, in parallel, and report which is better, if any')
    .option('--suite <name,…>', 'suites of tasks', listOf('--suite', word))
    .option('--env <id,…>', 'environments', listOf('--env', word))
    .requiredOption('--algos <name,…>', 'ppo, grpo:GROUPING, grpo:literal-GROUPING, all also with +reward-norm and +popart, the last two with +WEIGHTING and +COMBINER', listOf('--algos', word))
    .option('--seeds <n>', 'number of seeds, the same for every algorithm', integer('--seeds', { min: 1 }), 5)
    .option('--first-seed <n>', 'the first seed', integer('--first-seed', { min: 0 }), 1)
    .option('--steps <n>', "environment steps of each run (default: the preset's)", integer('--steps', { min: 1 }))
    .requiredOption('--out <dir>', 'folder of the comparison')
    .option('--baseline <name>', 'algorithm that the others are measured against (default: ppo, or else the first)')
    .option('--workers <n>', 'runs at a time, each in a thread (default: as many as there are cores)', integer('--workers', { min: 1 }))
    .option('--preset <name>', "recipe of hyperparameters (default: each environment's)")
    .option('--num-envs <n>', 'environments stepped together', integer('--num-envs', { min: 1 }))
    .option('--eval-every <n>', 'steps between evaluations (default: a tenth of --steps)', integer('--eval-every', { min: 1 }))
    .option('--training-eval-episodes <n>', 'episodes of each evaluation (default: 100, or 5 a task)', integer('--training-eval-episodes', { min: 1 }))
    .option('--stop-at-return <x>', 'stop a run once its mean evaluation return reaches it', finite('--stop-at-return'));
  addGroupFlags(command);
  addHyperparameterFlags(command);
  addWrapperFlags(command);
  return command
    .option('--progress <how>', 'bar or none', oneOf('--progress', ['none', 'bar']), 'bar')
    .option('--json', 'print one JSON value and nothing else')
    .addHelpText(
      'after',
      `
Called again with the same arguments it goes on: finished runs are kept, interrupted ones resumed. Every algorithm gets the same
hyperparameters; ppo normalises advantages over the whole batch, so that the grouping alone makes the difference
(--advantage-normalization minibatch for the usual way).

Examples:
  cohort compare --suite scaled-cartpoles --algos ppo,grpo:task,grpo:auto --seeds 5 --out results/scaled
  cohort compare --env CartPole-v1 --algos ppo,grpo:difficulty,grpo:literal-difficulty --steps 50000 --out results/cartpole`,
    )
    .action(async ({ suite = [], env = [], ...flags }: Flags) => {
      if (suite.length + env.length === 0) throw new UsageError('missing --suite or --env; cohort envs lists the environments');
      const [{ openComparison, planComparison }, { compareAndReport }] = await Promise.all([
        import('../comparison.ts'),
        import('../compare-and-report.ts'),
      ]);
      const comparison = await planComparison({ ...flags, envs: [...suite, ...env] }, 'compare', commandLine());
      openComparison(flags.out, comparison);
      await compareAndReport(comparison, flags.out, flags);
    });
}
