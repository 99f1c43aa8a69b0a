import type { Command } from 'commander';
import type { ComparisonFlags } from './comparison.ts';
import { finite, integer, listOf, oneOf } from './option-values.ts';
import { addGroupFlags, addHyperparameterFlags, addWrapperFlags, evalEpisodeStepsText } from './training-flags.ts';

const word = (text: string): string => text;

/** What `cohort compare` and `cohort tune` take alike. */
export interface CommonFlags extends Omit<ComparisonFlags, 'envs' | 'env'> {
  readonly suite?: readonly string[];
  readonly env?: readonly string[];
  readonly out: string;
  readonly workers?: number;
  readonly progress: 'none' | 'bar';
  readonly json?: boolean;
}

/** Environments, algorithms and seeds, what is trained and how, and where it goes; `defaults` in words. */
export function addComparisonFlags(command: Command, defaults: { readonly evaluations: string; readonly episodes: string }): Command {
  command
    .option('--suite <name,…>', 'suites of tasks', listOf('--suite', word))
    .option('--env <id,…>', 'environments', listOf('--env', word))
    .requiredOption(
      '--algos <name,…>',
      'ppo, grpo:GROUPING, grpo:literal-GROUPING, all also with +reward-norm and +popart, the last two with +WEIGHTING and +COMBINER; without a critic grpo:critic-free, grpo:dr-grpo, grpo:rloo',
      listOf('--algos', word),
    )
    .option('--seeds <n>', 'number of seeds, the same for every algorithm', integer('--seeds', { min: 1, max: 10_000 }), 5)
    .option('--steps <n>', "environment steps of each run (default: the preset's)", integer('--steps', { min: 1 }))
    .requiredOption('--out <dir>', 'folder for everything')
    .option('--workers <n>', 'runs at a time, each in a thread (default: as many as there are cores)', integer('--workers', { min: 1 }))
    .option('--preset <name>', "recipe of hyperparameters (default: each environment's)")
    .option('--num-envs <n>', 'environments stepped together', integer('--num-envs', { min: 1 }))
    .option('--eval-every <n>', `steps between evaluations (default: ${defaults.evaluations})`, integer('--eval-every', { min: 1 }))
    .option('--training-eval-episodes <n>', `episodes of each evaluation (default: ${defaults.episodes})`, integer('--training-eval-episodes', { min: 1, max: 1_000_000 }))
    .option('--eval-episode-steps <n>', evalEpisodeStepsText, integer('--eval-episode-steps', { min: 1 }))
    .option('--stop-at-return <x>', 'stop a run once its mean evaluation return reaches it', finite('--stop-at-return'));
  addGroupFlags(command);
  addHyperparameterFlags(command);
  addWrapperFlags(command);
  return command
    .option('--progress <how>', 'bar or none', oneOf('--progress', ['none', 'bar']), 'bar')
    .option('--json', 'print one JSON value and nothing else');
}
