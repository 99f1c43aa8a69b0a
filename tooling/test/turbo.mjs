// Runs turbo tasks and returns what turbo says of each.
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';

/**
 * @param {string} root
 * @param {string[]} tasks
 * @param {Record<string, string>} environment added to the process's own
 * @param {(id: string) => void} onStart called with `package#task` when a task starts that the cache does not answer
 * @returns {Promise<{ tasks: any[], output: Map<string, string[]> }>} the tasks of the run summary, and each task's output lines;
 *   what turbo itself complains of stands under `turbo`
 */
export async function runTurbo(root, tasks, environment, onStart) {
  const options = ['--continue=always', '--summarize', '--json', `--concurrency=${Math.max(2, availableParallelism())}`];
  const turbo = spawn(process.execPath, [join(root, 'node_modules', 'turbo', 'bin', 'turbo'), 'run', ...tasks, ...options], {
    cwd: root,
    env: {
      ...process.env,
      ...environment,
      PATH: join(root, 'node_modules', '.bin') + delimiter + process.env.PATH,
      TURBO_TELEMETRY_DISABLED: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = new Map([['turbo', []]]);
  turbo.stderr.setEncoding('utf8').on('data', (text) => output.get('turbo').push(text.trimEnd()));
  let summaryFile;
  for await (const line of createInterface({ input: turbo.stdout })) {
    const { source, level, text } = JSON.parse(line);
    if (source === 'turbo') {
      summaryFile ??= /^\s*Summary:\s+(.+)$/.exec(text)?.[1];
      if (level === 'error') output.get('turbo').push(text);
    } else if (!output.has(source)) {
      // the first line of a task says whether the cache answers it
      output.set(source, []);
      if (text.startsWith('cache miss') || text.startsWith('cache bypass')) onStart(source);
    } else {
      output.get(source).push(text);
    }
  }
  if (!summaryFile) return { tasks: [], output };
  const summary = JSON.parse(readFileSync(summaryFile, 'utf8'));
  rmSync(summaryFile);
  return { tasks: summary.tasks, output };
}
