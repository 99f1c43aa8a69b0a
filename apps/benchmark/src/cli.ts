import { createRequire } from 'node:module';
import process from 'node:process';
import { Command, CommanderError } from 'commander';
import { benchCommand } from './commands/bench.ts';
import { compareCommand } from './commands/compare.ts';
import { envsCommand } from './commands/envs.ts';
import { evalCommand } from './commands/eval.ts';
import { exportCommand } from './commands/export.ts';
import { reportCommand } from './commands/report.ts';
import { throughputCommand } from './commands/throughput.ts';
import { trainCommand } from './commands/train.ts';
import { tuneCommand } from './commands/tune.ts';
import { InterruptedError, UsageError } from './errors.ts';
import { nameOf } from './other-flag-names.ts';
import { note } from './terminal.ts';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

// importing this file loads none of the libraries: each command imports what it needs when it runs
const commands = [envsCommand, trainCommand, evalCommand, exportCommand, tuneCommand, compareCommand, reportCommand, throughputCommand, benchCommand];

/** The commands with their options; parsing runs what a command does. */
export function createProgram(): Command {
  const program = new Command('cohort')
    .description('Reinforcement learning: PPO, and PPO with group-relative advantages (GRPO)')
    .version(version, '-V, --version', 'print the version')
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .addHelpText('after', '\nEvery command has its own help with examples: cohort train --help');
  for (const add of commands) add(program).option('--debug', 'show the stack of an error');
  return program;
}

/** One line that says what was wrong with the command line. */
function usageMessage(error: CommanderError, program: Command, argv: readonly string[]): string {
  const names = program.commands.map((command) => command.name());
  const [first = ''] = argv;
  const asked = first === 'help' ? argv[1] : first;
  if (error.code === 'commander.unknownCommand' || error.code === 'commander.help') return `unknown command: ${asked}; expected one of ${names.join(', ')}`;
  if (error.code === 'commander.unknownOption') {
    const known = program.commands.find((command) => command.name() === first)?.options.map(({ long }) => long) ?? [];
    const flag = /'(--[^'=]+)/.exec(error.message)?.[1] ?? '';
    const ours = nameOf(flag);
    if (ours !== undefined && known.includes(ours)) return `unknown option '${flag}': here it is ${ours}; see cohort ${first} --help`;
  }
  const message = error.message.replace(/^error: /, '');
  return names.includes(first) ? `${message}; see cohort ${first} --help` : message;
}

/** Characters of a word that are shown. */
const longestShown = 200;

/** A message as one line that no terminal takes for commands, whatever words of the command line it repeats. */
function oneLine(message: string, argv: readonly string[]): string {
  const long = argv.flatMap((word) => [word, ...word.split(/[,;=]/)]).filter((word) => word.length > longestShown);
  const short = long.reduce((text, word) => text.replaceAll(word, () => `${word.slice(0, longestShown)}…`), message);
  const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return short.replace(/\s*\n\s*/g, ' ').replace(/[\p{Cc}\u2028\u2029]/gu, escaped);
}

/** Runs the command line and returns its exit code: 0 done, 1 failed, 2 bad usage, 128 + signal when interrupted. */
export async function main(argv: readonly string[], program = createProgram()): Promise<number> {
  if (argv.length === 0) {
    process.stderr.write(program.helpInformation());
    return 2;
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    if (argv.includes('--debug') && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    if (error instanceof CommanderError) {
      note(oneLine(usageMessage(error, program, argv), argv));
      return 2;
    }
    note(oneLine(error instanceof Error ? error.message : String(error), argv));
    if (error instanceof InterruptedError) return error.exitCode;
    return error instanceof UsageError ? 2 : 1;
  }
}
