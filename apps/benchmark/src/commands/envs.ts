import type { Command } from 'commander';
import { colors, formatNumber, printJson, printLine, textTable } from '../terminal.ts';

/** `cohort envs`: what can be trained on. */
export function envsCommand(program: Command): Command {
  return program
    .command('envs')
    .description('list environments and suites: spaces, thresholds, tasks')
    .option('--json', 'print one JSON value and nothing else')
    .addHelpText('after', '\nExamples:\n  cohort envs\n  cohort envs --json')
    .action(async ({ json }: { json?: boolean }) => {
      const { describeSpace, listEnvs, spaceToString } = await import('@cohort-rl/envs');
      const envs = listEnvs();
      if (json) {
        printJson(
          envs.map(({ observationSpace, actionSpace, ...rest }) => ({
            ...rest,
            observationSpace: describeSpace(observationSpace),
            actionSpace: describeSpace(actionSpace),
          })),
        );
        return;
      }
      for (const { id, description, suite, tasks, observationSpace, actionSpace, rewardThreshold, maxEpisodeSteps } of envs) {
        printLine(`${colors.bold(id)}${suite ? ` (suite of ${tasks.length} tasks)` : ''}: ${description}`);
        printLine(`  observations ${spaceToString(observationSpace)}`);
        printLine(`  actions ${spaceToString(actionSpace)}`);
        const limits = [
          maxEpisodeSteps === null ? 'no time limit' : `at most ${maxEpisodeSteps} steps an episode`,
          ...(rewardThreshold === null ? [] : [`solved from a mean return of ${rewardThreshold}`]),
        ];
        printLine(`  ${limits.join(', ')}`);
        if (tasks.every(({ randomReturn, expertReturn }) => randomReturn === undefined && expertReturn === undefined)) {
          printLine('  scores are returns: it has no reference returns to normalise them by\n');
          continue;
        }
        const known = (value: number | undefined): string => (value === undefined ? 'unknown' : formatNumber(value, 1));
        const rows = tasks.map(({ name, randomReturn, expertReturn }) => [name, known(randomReturn), known(expertReturn)]);
        const table = await textTable(['task', 'random return', 'expert return'], rows);
        printLine(`${table.replace(/^/gm, '  ')}\n`);
      }
    });
}
