import type { Command } from 'commander';
import { integer } from '../option-values.ts';
import { truncationOf } from '../summarize-evaluation.ts';
import { colors, printJson, printLine, textTable } from '../terminal.ts';

interface Flags {
  readonly episodes: number;
  readonly seed?: number;
  readonly evalEpisodeSteps?: number;
  readonly best?: boolean;
  readonly json?: boolean;
}

/** `cohort eval DIR`: whole episodes with a run's policy. */
export function evalCommand(program: Command): Command {
  return program
    .command('eval')
    .description("play whole episodes with a run's policy")
    .argument('<dir>', "a run's folder, as cohort train --out makes it")
    .option('--episodes <n>', 'episodes to play', integer('--episodes', { min: 1, max: 1_000_000 }), 100)
    .option('--seed <n>', 'seed of the environments (default: the one that cohort train evaluates with)', integer('--seed', { min: 0 }))
    .option('--eval-episode-steps <n>', "steps after which an episode is truncated, where the environment's limit does not come first (default: that of the run's evaluations)", integer('--eval-episode-steps', { min: 1 }))
    .option('--best', 'the best policy of the evaluations during training, not the last one')
    .option('--json', 'print one JSON value and nothing else')
    .addHelpText('after', '\nThe most probable action is taken in every step.\n\nExamples:\n  cohort eval runs/a\n  cohort eval runs/a --best --episodes 1000 --seed 7 --json')
    .action(async (directory: string, { episodes, seed, evalEpisodeSteps, best = false, json }: Flags) => {
      const { evaluateRun } = await import('../evaluate-run.ts');
      const { description, step, evaluation } = await evaluateRun(directory, { episodes, seed, maxEpisodeSteps: evalEpisodeSteps, best });
      const { algorithm, env } = description;
      if (json) {
        printJson({ algorithm, env, trainingSeed: description.seed, policy: best ? 'best' : 'last', step, ...evaluation });
        return;
      }
      printLine(`${colors.bold(algorithm)} on ${colors.bold(env)}, ${best ? 'best' : 'last'} policy, after ${step} steps`);
      const rows = evaluation.tasks.map(({ task, mean, std, returns }) => [task, mean.toFixed(1), std.toFixed(1), String(returns.length)]);
      if (rows.length > 1) rows.push(['all', evaluation.mean.toFixed(1), evaluation.std.toFixed(1), String(evaluation.episodes)]);
      printLine(await textTable(['task', 'mean return', 'std', 'episodes'], rows));
      const truncation = truncationOf(evaluation);
      if (truncation !== null) printLine(truncation);
    });
}
