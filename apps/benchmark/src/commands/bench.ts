import type { Command } from 'commander';
import { commandLine } from '../command-line.ts';
import { integer, oneOf } from '../option-values.ts';

interface Flags {
  readonly seeds: number;
  readonly steps?: number;
  readonly workers?: number;
  readonly out: string;
  readonly progress: 'none' | 'bar';
  readonly json?: boolean;
}

/** `cohort bench`: the quick comparison, always afresh. */
export function benchCommand(program: Command): Command {
  return program
    .command('bench')
    .description('the quick comparison: ppo, grpo:task, grpo:auto on scaled-cartpoles')
    .option('--seeds <n>', 'number of seeds', integer('--seeds', { min: 1, max: 10_000 }), 3)
    .option('--steps <n>', "environment steps of each run (default: the preset's)", integer('--steps', { min: 1 }))
    .option('--workers <n>', 'runs at a time (default: as many as there are cores)', integer('--workers', { min: 1 }))
    .option('--out <dir>', 'folder; what an earlier bench left there is replaced', 'results/quick')
    .option('--progress <how>', 'bar or none', oneOf('--progress', ['none', 'bar']), 'bar')
    .option('--json', 'print one JSON value and nothing else')
    .addHelpText('after', '\nExamples:\n  cohort bench\n  cohort bench --seeds 5 --out results/five-seeds')
    .action(async (flags: Flags) => {
      const [{ planComparison, replaceBench }, { compareAndReport }] = await Promise.all([
        import('../comparison.ts'),
        import('../compare-and-report.ts'),
      ]);
      const comparison = await planComparison(
        { ...flags, envs: ['scaled-cartpoles'], algos: ['ppo', 'grpo:task', 'grpo:auto'], firstSeed: 1 },
        'bench',
        commandLine(),
      );
      replaceBench(flags.out, comparison);
      await compareAndReport(comparison, flags.out, flags);
    });
}
