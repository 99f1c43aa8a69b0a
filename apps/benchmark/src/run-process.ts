import process from 'node:process';
import { main } from './cli.ts';
import { note } from './terminal.ts';

/** Node's own exit code where nothing is left to wait for, as with a promise that nobody keeps. */
const nothingToWaitFor = 13;

/**
 * The command line as a process. What no command hears of ends it with one line and exit 1, too: an environment of the user's own that fails
 * beside its answers or ends the process, an output that cannot be written to. The states saved until then are kept.
 */
export async function runProcess(argv: readonly string[]): Promise<void> {
  let isOver = false;
  const end = (code: number, message?: string): void => {
    isOver = true;
    if (message !== undefined) note(message.replaceAll(/\s+/g, ' '));
    process.exit(code);
  };
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    // a reader that has seen enough (`| head`) is no error
    if (code === 'EPIPE') end(0);
    else end(1, `standard output cannot be written to (${code})`);
  });
  // nowhere is left to say it
  process.stderr.on('error', () => undefined);
  process.on('uncaughtException', (error: unknown) => {
    if (argv.includes('--debug') && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    end(1, `an error that nothing waited for: ${error instanceof Error ? error.message : String(error)}`);
  });
  process.on('exit', (code) => {
    if (isOver || (code !== 0 && code !== nothingToWaitFor)) return;
    note('the process was ended before the command was done; expected an environment that leaves it running');
    process.exitCode = 1;
  });
  process.exitCode = await main(argv);
  isOver = true;
}
