import process from 'node:process';
import { jest } from '@jest/globals';
import type { Command } from 'commander';
import { main } from './cli.ts';
import type { Finished } from './run-cohort.fixture.ts';

/** jest cannot link one module for two imports at a time, as the commands import. */
export async function loadCommands(): Promise<void> {
  await import('./train-configuration.ts');
  await import('./train-run.ts');
  await import('./evaluate-run.ts');
  await import('./comparison.ts');
  await import('./report/write-report.ts');
  await import('./compare-and-report.ts');
  await import('./tuning/plan-tuning.ts');
  await import('./tuning/tune.ts');
  await import('./throughput/measure-env.ts');
}

/** The command line from its sources, in this process: quicker than one of its own, for what needs no thread and no signal. */
export const runMain = async (...args: string[]): Promise<Finished> => runWords(args);

/** The same for words in a list, and for commands that do something else. */
export async function runWords(words: readonly string[], program?: Command): Promise<Finished> {
  const spy = (stream: NodeJS.WriteStream) => jest.spyOn(stream, 'write').mockImplementation(() => true);
  const [stdout, stderr] = [spy(process.stdout), spy(process.stderr)];
  try {
    const code = await main(words, program);
    const written = ({ mock }: typeof stdout): string => mock.calls.map(([text]) => String(text)).join('');
    return { code, stdout: written(stdout), stderr: written(stderr) };
  } finally {
    stdout.mockRestore();
    stderr.mockRestore();
  }
}

/** The same, for what has to succeed: its standard output. */
export async function mainOutput(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runMain(...args);
  if (code !== 0) throw new Error(`cohort ${args.join(' ')} ended with ${code}: ${stderr}`);
  return stdout;
}
